"""When a clock runs out, as a pure function of its start, its target and its pauses.

`due_at` is the inverse of `elapsed`: the first moment at which `elapsed` reaches the target. A
calendar says which time counts at all; `WallTime` counts every second.

Moments must carry a zone and come back in UTC. Everything is reckoned in UTC because Python
subtracts and compares two moments of the same zone by their clock faces, an hour wrong across a
change to or from summer time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count, from `start` to just before `end`; None: it still lasts."""

    start: datetime
    end: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", _utc(self.start))
        if self.end is not None:
            object.__setattr__(self, "end", _utc(self.end))
            if self.end < self.start:
                raise ValueError(f"A pause ends at {self.end}, before its start at {self.start}.")


class Calendar(Protocol):
    """Which time counts. Both methods get and give moments in UTC."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Counted time from start up to end."""

    def after(self, start: datetime, amount: timedelta) -> datetime | None:
        """The first moment at which `amount` has been counted since start; start if it is zero;
        None if that never comes."""


@dataclass(frozen=True, slots=True)
class WallTime:
    def between(self, start: datetime, end: datetime) -> timedelta:
        return end - start

    def after(self, start: datetime, amount: timedelta) -> datetime:
        return start + amount


WALL_TIME = WallTime()


def elapsed(
    *,
    started_at: datetime,
    until: datetime,
    pauses: Sequence[Pause] = (),
    calendar: Calendar = WALL_TIME,
) -> timedelta:
    """Counted time without the pauses; zero if `until` is not after the start."""
    until = _utc(until)
    total = _NONE
    for start, end in _stretches(_utc(started_at), pauses):
        if start >= until:
            break
        total += calendar.between(start, until if end is None else min(end, until))
    return total


def due_at(
    *,
    started_at: datetime,
    target: timedelta,
    pauses: Sequence[Pause] = (),
    now: datetime | None = None,
    calendar: Calendar = WALL_TIME,
) -> datetime | None:
    """None while an open pause holds the clock with target left; a clock that ran out before the
    pause keeps its moment. None also where the calendar never counts so much.

    Given `now`, an open pause is taken to end then: when would it be due if it went on at once?
    """
    if target < _NONE:
        raise ValueError(f"A target of {target} is negative; give zero or more.")
    if now is not None:
        pauses = [_closed(pause, _utc(now)) for pause in pauses]
    if target == _NONE:
        return _utc(started_at)
    left = target
    for start, end in _stretches(_utc(started_at), pauses):
        if end is None:
            return calendar.after(start, left)
        counted = calendar.between(start, end)
        if counted >= left:
            return calendar.after(start, left)
        left -= counted
    return None


def remaining(
    *,
    started_at: datetime,
    target: timedelta,
    until: datetime,
    pauses: Sequence[Pause] = (),
    calendar: Calendar = WALL_TIME,
) -> timedelta:
    """What is left of the target, paused or not; negative by as much as the clock is late."""
    return target - elapsed(started_at=started_at, until=until, pauses=pauses, calendar=calendar)


def _stretches(
    started_at: datetime, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime | None]]:
    """The running time between the pauses; pauses may overlap and come in any order. Ends with an
    open stretch, unless an open pause swallows it."""
    running_from = started_at
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.end is not None and pause.end <= running_from:
            continue
        if pause.start > running_from:
            yield running_from, pause.start
        if pause.end is None:
            return
        running_from = pause.end
    yield running_from, None


def _closed(pause: Pause, now: datetime) -> Pause:
    return pause if pause.end is not None else Pause(pause.start, max(pause.start, now))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"The moment {moment} has no time zone; pass an aware datetime.")
    return moment.astimezone(UTC)
