"""Times to come back at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.desk import words


@dataclass(frozen=True, slots=True)
class SnoozeChoice:
    value: str
    label: str
    iso: str
    at: str


def _at(hour: int, days: int, now: datetime) -> datetime:
    there = timezone.localtime(now) + timedelta(days=days)
    return there.replace(hour=hour, minute=0, second=0, microsecond=0)


def _evening(now: datetime) -> datetime:
    return _at(18, 0, now)


def _monday(now: datetime) -> datetime:
    return _at(9, 7 - timezone.localtime(now).weekday(), now)


_PRESETS: dict[str, tuple[object, Callable[[datetime], datetime]]] = {
    "hour": (_("In an hour"), lambda now: now + timedelta(hours=1)),
    "three-hours": (_("In three hours"), lambda now: now + timedelta(hours=3)),
    "evening": (_("This evening"), _evening),
    "tomorrow": (_("Tomorrow morning"), lambda now: _at(9, 1, now)),
    "monday": (_("Next Monday"), _monday),
}


def snoozes(now: datetime) -> tuple[SnoozeChoice, ...]:
    """The presets that lie ahead."""
    ahead = [(value, label, when(now)) for value, (label, when) in _PRESETS.items()]
    return tuple(
        SnoozeChoice(value, str(label), at.isoformat(), words.day_and_time(at, now))
        for value, label, at in ahead
        if at > now
    )


def until_of(preset: str, now: datetime) -> datetime | None:
    found = _PRESETS.get(preset)
    return found[1](now) if found else None
