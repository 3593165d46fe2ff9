"""Calendars that followed one another: whoever works by another one from a moment on worked by the
one before until then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .calendar import CalendarVersion


@dataclass(frozen=True, slots=True)
class Choice:
    """None: whichever is the default one."""

    valid_from: datetime
    calendar_id: int | None


def chosen(own: Sequence[Choice], default: Sequence[Choice]) -> list[tuple[datetime, int]]:
    """What held from when on. `default` names a calendar each time; both may come in any order, and
    the first of each also holds for what came before it."""
    own, default = _in_order(own), _in_order(default)
    moments = sorted({choice.valid_from for choice in (*own, *default)})
    found: list[tuple[datetime, int]] = []
    for moment in moments:
        calendar_id = (_at(own, moment) if own else None) or _at(default, moment)
        if calendar_id is None:
            raise ValueError(f"No calendar is the default one at {moment}.")
        if not found or found[-1][1] != calendar_id:
            found.append((moment, calendar_id))
    return found


def _in_order(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: choice.valid_from)


def _at(choices: Sequence[Choice], moment: datetime) -> int | None:
    before = [choice for choice in choices if choice.valid_from <= moment]
    return (before[-1] if before else choices[0]).calendar_id


def joined(
    held: Sequence[tuple[datetime, int]], versions: Mapping[int, Sequence[CalendarVersion]]
) -> list[CalendarVersion]:
    """The versions that were in force, each from when it was on. `held`: as `chosen` gives it."""
    found: list[CalendarVersion] = []
    for place, (since, calendar_id) in enumerate(held):
        until = held[place + 1][0] if place + 1 < len(held) else None
        every = sorted(versions[calendar_id], key=lambda version: version.valid_from)
        earlier = [version for version in every if version.valid_from <= since]
        begins = earlier[-1] if earlier else every[0]
        found.append(replace(begins, valid_from=since))
        found += [
            version
            for version in every
            if version.valid_from > since and (until is None or version.valid_from < until)
            # One that is in force before it began, because none came before it.
            if version is not begins
        ]
    return found
