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
        return self.of([(start, end)])

    def of(self, stretches: Iterable[Stretch]) -> int:
        if self.calendar is WALL_TIME:
            return total(stretches)
        open_ = (self.calendar.between(a, b) for a, b in stretches if a < b)
        return min(_MOST, sum(int(counted.total_seconds()) for counted in open_))


def total(stretches: Iterable[Stretch]) -> int:
    return min(_MOST, sum(seconds(a, b) for a, b in stretches))


def within(stretches: Iterable[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """The parts that lie between the two."""
    return [(max(a, start), min(b, end)) for a, b in stretches if a < end and b > start]
