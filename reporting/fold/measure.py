"""How long: in seconds of the clock, and of a calendar's hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from routing.engine import WALL_TIME, Calendar

Stretch = tuple[datetime, datetime]
# What a column holds: 68 years.
_MOST = 2**31 - 1


def seconds(start: datetime, end: datetime) -> int:
    """Whole ones; none where the end does not come after the start."""
    between = end - start
    return min(_MOST, max(0, between.days * 86_400 + between.seconds))


@dataclass(frozen=True, slots=True)
class Hours:
    calendar: Calendar

    def between(self, start: datetime, end: datetime) -> int:
        if self.calendar is WALL_TIME:
            return seconds(start, end)
        counted = self.calendar.between(start, end)
        return min(_MOST, counted.days * 86_400 + counted.seconds)

    def of(self, stretches: Iterable[Stretch]) -> int:
        return min(_MOST, sum([self.between(a, b) for a, b in stretches]))


def total(stretches: Iterable[Stretch]) -> int:
    return min(_MOST, sum([seconds(a, b) for a, b in stretches]))


def within(stretches: Iterable[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """The parts that lie between the two."""
    return [(max(a, start), min(b, end)) for a, b in stretches if a < end and b > start]
