"""Working hours: which time counts, in a zone with its summer time, over versions of a calendar.

A span of hours is what the clock on the wall shows: a moment is open if its local day has a span
that the local time lies in. In the night in which an hour is left out, a span has an hour less; in
the one in which an hour comes twice, both count. Overnight work is two spans, one of each day.

Open stretches are worked out a year at a time and kept, so that asking over years costs a few
binary searches. Moments are microseconds since 1970 in here: whole numbers compare and add exactly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .sla import WALL_TIME, Calendar

# Minutes of the day, from the first to just before the second; 0 to 1440.
Span = tuple[int, int]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY_MINUTES = 1_440
WHOLE_DAY: tuple[Span, ...] = ((0, DAY_MINUTES),)
AROUND_THE_CLOCK: tuple[tuple[Span, ...], ...] = (WHOLE_DAY,) * 7
# Nobody opens again after so many years without an open minute.
IDLE_YEARS = 5
# What needs longer than that is never due.
MOST_YEARS = 100
_MOST_KEPT = 64

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_DAY = DAY_MINUTES * _MINUTE
_MICROSECOND = timedelta(microseconds=1)
_EPOCH_DAY = EPOCH.toordinal()


def no_holidays(year: int) -> Collection[date]:
    return ()


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """What a calendar says from `valid_from` until its next version."""

    valid_from: datetime
    zone: str
    week: tuple[tuple[Span, ...], ...] = AROUND_THE_CLOCK
    """Monday first."""
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    """Single days with hours of their own, over everything else; none: closed."""
    holidays: Callable[[int], Collection[date]] = no_holidays
    """The closed days of a year."""

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"A week has seven days, not {len(self.week)}.")
        if self.valid_from.tzinfo is None:
            raise ValueError(f"The moment {self.valid_from} has no time zone.")
        object.__setattr__(self, "week", tuple(tidy(spans) for spans in self.week))
        object.__setattr__(self, "days", {day: tidy(spans) for day, spans in self.days.items()})

    @property
    def is_always_open(self) -> bool:
        return (
            self.week == AROUND_THE_CLOCK
            and self.holidays is no_holidays
            and all(spans == WHOLE_DAY for spans in self.days.values())
        )

    def spans_of(self, day: date) -> tuple[Span, ...]:
        own = self.days.get(day)
        if own is not None:
            return own
        return () if day in self.holidays(day.year) else self.week[day.weekday()]


def tidy(spans: Sequence[Span]) -> tuple[Span, ...]:
    """In order; spans that touch or overlap are one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= DAY_MINUTES:
            raise ValueError(f"The span {start} to {end} is none of a day's 0 to {DAY_MINUTES}.")
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def calendar_of(versions: Sequence[CalendarVersion]) -> Calendar:
    """The first version also holds for what came before it."""
    if all(version.is_always_open for version in versions):
        return WALL_TIME
    return BusinessTime(versions)


class BusinessTime:
    """Counts the open time of a calendar's versions, each in its own stretch of time."""

    def __init__(self, versions: Sequence[CalendarVersion]) -> None:
        if not versions:
            raise ValueError("A calendar needs at least one version.")
        self.versions = tuple(sorted(versions, key=lambda version: version.valid_from))
        self._years: dict[int, _Year] = {}

    def between(self, start: datetime, end: datetime) -> timedelta:
        if end <= start:
            return timedelta(0)
        total = self._year(end.year).before(_micros(end))
        total -= self._year(start.year).before(_micros(start))
        for year in range(start.year, end.year):
            total += self._year(year).total
        return timedelta(microseconds=total)

    def after(self, start: datetime, amount: timedelta) -> datetime | None:
        """None: never, as far as anybody can plan."""
        left = amount // _MICROSECOND
        if left <= 0:
            return start
        left += self._year(start.year).before(_micros(start))
        idle = 0
        for number in range(start.year, min(start.year + MOST_YEARS, 9_998)):
            year = self._year(number)
            if left <= year.total:
                return EPOCH + timedelta(microseconds=year.at(left))
            left -= year.total
            idle = 0 if year.total else idle + 1
            if idle > IDLE_YEARS:
                break
        return None

    def opens(self, moment: datetime) -> datetime | None:
        """The moment itself while it is open, else when it opens again; None: never."""
        found = self.after(moment, _MICROSECOND)
        return None if found is None else found - _MICROSECOND

    def _year(self, number: int) -> _Year:
        found = self._years.get(number)
        if found is None:
            if len(self._years) >= _MOST_KEPT:
                self._years.clear()
            found = self._years[number] = _Year(_joined(self._open_in(number)))
        return found

    def _open_in(self, number: int) -> Iterator[tuple[int, int]]:
        """The open stretches that lie in a year of UTC, in order."""
        first, last = _year_start(number), _year_start(number + 1)
        for place, version in enumerate(self.versions):
            begins = _micros(version.valid_from) if place else first
            follows = self.versions[place + 1 : place + 2]
            ends = _micros(follows[0].valid_from) if follows else last
            for since, until, offset in _regimes(version.zone, max(begins, first), min(ends, last)):
                yield from _stretches(version, since, until, offset)


class _Year:
    """Open stretches, and how much was counted by their ends."""

    __slots__ = ("_counted", "_starts", "total")

    def __init__(self, stretches: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in stretches]
        self._counted: list[int] = []
        self.total = 0
        for start, end in stretches:
            self.total += end - start
            self._counted.append(self.total)

    def before(self, moment: int) -> int:
        """Counted from the year's start."""
        place = bisect_right(self._starts, moment) - 1
        if place < 0:
            return 0
        earlier = self._counted[place - 1] if place else 0
        return min(self._counted[place], earlier + moment - self._starts[place])

    def at(self, counted: int) -> int:
        """The first moment at which so much is counted; 0 < counted <= total."""
        place = bisect_left(self._counted, counted)
        earlier = self._counted[place - 1] if place else 0
        return self._starts[place] + counted - earlier


def _stretches(
    version: CalendarVersion, since: int, until: int, offset: int
) -> Iterator[tuple[int, int]]:
    """While the zone keeps one offset, its days are simply shifted."""
    for number in range((since + offset) // _DAY, (until + offset - 1) // _DAY + 1):
        midnight = number * _DAY - offset
        for opens, closes in version.spans_of(date.fromordinal(number + _EPOCH_DAY)):
            start, end = (
                max(midnight + opens * _MINUTE, since),
                min(midnight + closes * _MINUTE, until),
            )
            if start < end:
                yield start, end


def _joined(stretches: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in stretches:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _regimes(zone: str, since: int, until: int) -> Iterator[tuple[int, int, int]]:
    """The stretches in which the zone keeps one offset, and that offset."""
    there = ZoneInfo(zone)
    begin, offset = since, _offset(there, since) if since < until else 0
    moment = since
    while moment < until:
        following = min(moment + _DAY, until)
        after = _offset(there, following)
        if after != offset:
            changed = _change(there, moment, following, offset)
            if changed < until:
                yield begin, changed, offset
                begin, offset = changed, after
        moment = following
    if begin < until:
        yield begin, until, offset


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The first moment in (before, after] that has another offset: a whole second."""
    low, high = before // _SECOND, -(-after // _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle * _SECOND) == offset:
            low = middle
        else:
            high = middle
    return high * _SECOND


def _offset(zone: ZoneInfo, moment: int) -> int:
    there = (EPOCH + timedelta(microseconds=moment)).astimezone(zone).utcoffset()
    assert there is not None
    return there // _MICROSECOND


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // _MICROSECOND


def _year_start(number: int) -> int:
    return (date(number, 1, 1).toordinal() - _EPOCH_DAY) * _DAY
