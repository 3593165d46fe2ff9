"""Which days a report is about, which it is compared with, and into which parts both are cut.

Pure. Days are those of the organisation's zone; what is asked of the database are moments, so that
a part of a day at which the clock is changed has the hours it really had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = {"7d": 7, "28d": 28, "90d": 90}
UNITS = ("week", "month", "quarter", "year")
NAMES = (
    "today",
    "yesterday",
    *DAYS,
    *(f"{which}_{unit}" for unit in UNITS for which in ("this", "last")),
    "custom",
)
DEFAULT = "28d"
COMPARED = ("previous", "year", "none")
GROUPINGS = ("hour", "day", "week", "month", "quarter", "year")
MOST_BUCKETS = 400
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
LONGEST = timedelta(days=366 * 10)
HOUR = timedelta(hours=1)


class BadPeriod(ValueError):
    """The query names no period; the argument says which part is wrong."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One part of a period. `day`: the local day on which it begins."""

    start: datetime
    end: datetime
    day: date


@dataclass(frozen=True)
class Period:
    name: str
    first: date
    after: date
    """The first day that is not in it any more."""
    grouping: str
    compared: str
    zone: ZoneInfo
    now: datetime

    @cached_property
    def start(self) -> datetime:
        return midnight_of(self.first, self.zone)

    @cached_property
    def end(self) -> datetime:
        return midnight_of(self.after, self.zone)

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @cached_property
    def until(self) -> datetime:
        """Up to which there can be figures."""
        return max(self.start, min(self.end, self.now))

    @cached_property
    def buckets(self) -> tuple[Bucket, ...]:
        return _cut(self.first, self.after, self.grouping, self.zone)

    @cached_property
    def before(self) -> Before | None:
        """What it is compared with: of a period that is not over, as much of the earlier one."""
        if self.compared == "none":
            return None
        first, after = self._earlier()
        start, end = midnight_of(first, self.zone), midnight_of(after, self.zone)
        cut = min(end, self._as_far(first)) if self.until < self.end else end
        return Before(first, start, cut, _cut(first, after, self.grouping, self.zone))

    def _as_far(self, first: date) -> datetime:
        """As far into a period that begins with `first` as we are into this one, by the clock."""
        there = self.until.astimezone(self.zone)
        day = first + (there.date() - self.first)
        return datetime.combine(day, there.time(), self.zone).astimezone(UTC)

    def _earlier(self) -> tuple[date, date]:
        if self.compared == "year":
            return year_before(self.first), year_before(self.after)
        unit = self.name.partition("_")[2]
        if unit in UNITS:
            return _unit_start(self.first - timedelta(days=1), unit), self.first
        return self.first - (self.after - self.first), self.first

    def query(self) -> dict[str, str]:
        """The period as a query says it."""
        said = {"period": self.name, "compare": self.compared, "by": self.grouping}
        if self.name == "custom":
            said |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return said


@dataclass(frozen=True)
class Before:
    first: date
    start: datetime
    end: datetime
    buckets: tuple[Bucket, ...]

    @property
    def last(self) -> datetime:
        return max(self.start, self.end - timedelta(microseconds=1))


def period_of(query: Mapping[str, str], *, zone: ZoneInfo, now: datetime) -> Period:
    """Raises BadPeriod."""
    name = query.get("period") or ("custom" if query.get("from") else DEFAULT)
    if name not in NAMES:
        raise BadPeriod("period")
    today = now.astimezone(zone).date()
    first, after = _custom(query, today) if name == "custom" else _named(name, today)
    compared = query.get("compare") or COMPARED[0]
    if compared not in COMPARED:
        raise BadPeriod("compare")
    if compared == "year" and year_before(after) > first:
        compared = "previous"  # nothing is compared with a part of itself
    grouping = query.get("by") or _usual(after - first)
    if grouping not in GROUPINGS:
        raise BadPeriod("by")
    return Period(name, first, after, _fitting(grouping, after - first), compared, zone, now)


def _custom(query: Mapping[str, str], today: date) -> tuple[date, date]:
    first = _day(query.get("from", ""), "from")
    last = _day(query.get("to", "") or today.isoformat(), "to")
    if last < first or last - first > LONGEST:
        raise BadPeriod("to")
    return first, last + timedelta(days=1)


def _day(text: str, which: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(which) from error
    if not EARLIEST <= day < LATEST:
        raise BadPeriod(which)
    return day


def _named(name: str, today: date) -> tuple[date, date]:
    tomorrow = today + timedelta(days=1)
    if name == "today":
        return today, tomorrow
    if name == "yesterday":
        return today - timedelta(days=1), today
    if name in DAYS:
        return tomorrow - timedelta(days=DAYS[name]), tomorrow
    which, _, unit = name.partition("_")
    this = _unit_start(today, unit)
    if which == "this":
        return this, _next_unit(this, unit)
    return _unit_start(this - timedelta(days=1), unit), this


def _unit_start(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1)


def _next_unit(start: date, unit: str) -> date:
    if unit in {"day", "week"}:
        return start + timedelta(days=1 if unit == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1)


def year_before(day: date) -> date:
    """29 February has none: then the 1st of March, so that no day is in two years."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 3, 1)


def midnight_of(day: date, zone: ZoneInfo) -> datetime:
    """With which the day begins: where the clock skips midnight, the moment it skips."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _usual(length: timedelta) -> str:
    days = length.days
    if days <= 2:
        return "hour"
    return "day" if days <= 45 else "week" if days <= 190 else "month"


_DAYS_IN = {"hour": 1 / 24, "day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}


def _fitting(grouping: str, length: timedelta) -> str:
    """A chart of more parts would show nothing: the next coarser one that fits."""
    for name in GROUPINGS[GROUPINGS.index(grouping) :]:
        if length.days / _DAYS_IN[name] <= MOST_BUCKETS:
            return name
    return GROUPINGS[-1]


def _cut(first: date, after: date, grouping: str, zone: ZoneInfo) -> tuple[Bucket, ...]:
    """The first and the last part may be cut off by the period."""
    if grouping == "hour":
        return tuple(_hours(first, after, zone))
    edges = [first]
    unit_start = first if grouping == "day" else _unit_start(first, grouping)
    while (unit_start := _next_unit(unit_start, grouping)) < after:
        edges.append(unit_start)
    edges.append(after)
    moments = [midnight_of(day, zone) for day in edges]
    return tuple(
        Bucket(*ends, day) for ends, day in zip(pairwise(moments), edges[:-1], strict=True)
    )


def _hours(first: date, after: date, zone: ZoneInfo) -> Iterator[Bucket]:
    day = first
    while day < after:
        start, end = midnight_of(day, zone), midnight_of(day + timedelta(days=1), zone)
        while start < end:
            yield Bucket(start, min(start + HOUR, end), day)
            start += HOUR
        day += timedelta(days=1)
