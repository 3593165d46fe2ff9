"""Counts by hour, and the hour of the week each of them falls in.

An hour is an hour of elapsed time, so that a night with a change of the clocks has 23 or 25 of
them; its place in the week is read from the clock on the wall of one zone, at the middle of the
hour (zones that change by half an hour keep one place for each).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
WEEK = 168  # hours


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours one after another, with what the clock on the wall said."""

    start: datetime  # in UTC
    slots: tuple[int, ...]  # hour of the week: 0 is Monday's first
    days: tuple[date, ...]

    def __len__(self) -> int:
        return len(self.slots)

    def at(self, index: int) -> datetime:
        return self.start + index * HOUR


def hours_between(start: datetime, number: int, zone: ZoneInfo) -> Hours:
    slots: list[int] = []
    days: list[date] = []
    middle = start.astimezone(UTC) + HOUR / 2
    for n in range(number):
        wall = (middle + n * HOUR).astimezone(zone)
        slots.append(wall.weekday() * 24 + wall.hour)
        days.append(wall.date())
    return Hours(start.astimezone(UTC), tuple(slots), tuple(days))


def floor_hour(at: datetime, zone: ZoneInfo) -> datetime:
    """The full hour on the wall before a moment, in UTC."""
    wall = at.astimezone(zone)
    past = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
    return at.astimezone(UTC) - past


def count_by_hour(moments: Iterable[datetime], hours: Hours) -> tuple[int, ...]:
    counts = [0] * len(hours)
    for at in moments:
        n = (at - hours.start) // HOUR
        if 0 <= n < len(counts):
            counts[n] += 1
    return tuple(counts)


def same_hour_before(hours: Hours, index: int, *, before: int) -> int | None:
    """The newest hour before `before` with the same place in the week, or none."""
    for weeks in range(1, index // WEEK + 2):
        near = index - weeks * WEEK
        for n in (near, near - 1, near + 1):
            if 0 <= n < before and hours.slots[n] == hours.slots[index]:
                return n
    return None


def full_flow(counts: Sequence[int], *, days: int = 56, share: float = 0.2) -> int:
    """Where the flow of today began: what came before a channel was connected teaches nothing.

    The first day with a fifth of a usual day of the last eight weeks, and a week after it that has
    so too. Below five a day nothing is cut but the empty beginning, and all where nothing came.
    """
    totals = [sum(counts[n : n + 24]) for n in range(0, len(counts), 24)]
    first = next((n for n, total in enumerate(totals) if total), None)
    if first is None:
        return len(counts)
    recent = sorted(totals[first:][-days:])
    usual = recent[len(recent) // 2]
    if usual < 5:
        return first * 24
    least = usual * share
    for n in range(first, len(totals)):
        week = totals[n : n + 7]
        if totals[n] >= least and sum(week) >= least * len(week):
            return n * 24
    return first * 24
