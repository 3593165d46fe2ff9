"""The forecast held against the past: made again from each of the last weeks, as if on that day.

Every origin sees only what was known then, and its ranges are made from the misses of earlier
origins only. The measure is the mean absolute error over seven days divided by that of the
simplest honest forecast, "the same hour last week" (seasonal naive); below 1 is better than it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from .arrivals import LEAST_DAYS, Past, fit
from .hours import WEEK, Hours, same_hour_before
from .spread import Misses

MOST_ORIGINS = 12
MOST_WEEKS = 4  # ahead


@dataclass(frozen=True, slots=True)
class Origin:
    at: datetime
    error: float  # mean absolute error of an hour, over seven days
    naive: float  # the same of the seasonal naive forecast
    scale: float  # of the seasonal naive one over the past it was made from
    came: int
    expected: float

    @property
    def ratio(self) -> float | None:
        """Against the naive forecast of the same seven days."""
        return self.error / self.naive if self.naive else None

    @property
    def mase(self) -> float | None:
        """The textbook's form: scaled by the naive error of the past."""
        return self.error / self.scale if self.scale else None


@dataclass(frozen=True, slots=True)
class Held:
    """How many of the truths a kind of range held."""

    number: int = 0
    inside: int = 0

    @property
    def share(self) -> float | None:
        return self.inside / self.number if self.number else None

    def __add__(self, other: Held) -> Held:
        return Held(self.number + other.number, self.inside + other.inside)


@dataclass(frozen=True, slots=True)
class Backtest:
    origins: tuple[Origin, ...]
    hours: Misses
    days: Misses
    held_hours: Held
    held_days: Held

    @property
    def ratio(self) -> float | None:
        naive = sum(origin.naive for origin in self.origins)
        return sum(origin.error for origin in self.origins) / naive if naive else None

    @property
    def mase(self) -> float | None:
        scale = sum(origin.scale for origin in self.origins)
        return sum(origin.error for origin in self.origins) / scale if scale else None


def backtest(past: Past) -> Backtest:
    """Weekly origins, the newest a week ago; without three weeks of past there is none."""
    hours, days = Misses(), Misses(together=True)
    held_hours = held_days = Held()
    origins = []
    for end in _ends(past):
        rates = fit(past.until(end)).rates(_cut(past, end), after=end)
        origins.append(_origin(past, end, rates))
        by_hour = [(float(past.counts[end + n]), rate) for n, rate in enumerate(rates)]
        by_day = _whole_days(past, end, rates)
        held_hours += _held(hours, by_hour, size=WEEK)
        held_days += _held(days, by_day, size=7)
        _learn(hours, by_hour, size=WEEK)
        _learn(days, by_day, size=7)
    return Backtest(tuple(origins), hours, days, held_hours, held_days)


def _ends(past: Past) -> list[int]:
    least = past.start + LEAST_DAYS * 24
    ends = range(len(past.counts) - WEEK, least - 1, -WEEK)
    return list(ends)[:MOST_ORIGINS][::-1]


def _cut(past: Past, end: int) -> Hours:
    """The hours of past and horizon together, as `Model.rates` wants them."""
    last = min(len(past.counts), end + MOST_WEEKS * WEEK)
    return Hours(past.hours.start, past.hours.slots[:last], past.hours.days[:last])


def _origin(past: Past, end: int, rates: Sequence[float]) -> Origin:
    counts, hours = past.counts, past.hours
    used = [n for n in range(end, end + WEEK) if n not in past.marked] or list(
        range(end, end + WEEK)
    )
    missed = sum(abs(counts[n] - rates[n - end]) for n in used)
    naive = sum(_naive_error(counts, hours, n, before=end) for n in used)
    known = range(past.start + WEEK, end)
    before = [_naive_error(counts, hours, n, before=n) for n in known if n not in past.marked]
    return Origin(
        at=hours.at(end),
        error=missed / len(used),
        naive=naive / len(used),
        scale=sum(before) / len(before) if before else 0.0,
        came=sum(counts[end : end + WEEK]),
        expected=sum(rates[:WEEK]),
    )


def _naive_error(counts: Sequence[int], hours: Hours, n: int, *, before: int) -> float:
    same = same_hour_before(hours, n, before=before)
    return abs(counts[n] - counts[same]) if same is not None else 0.0


def _whole_days(past: Past, end: int, rates: Sequence[float]) -> list[tuple[float, float]]:
    """Stretches of 24 hours from the origin on."""
    edges = list(range(0, len(rates) + 1, 24))
    return [
        (float(sum(past.counts[end + a : end + b])), sum(rates[a:b])) for a, b in pairwise(edges)
    ]


def _held(misses: Misses, pairs: Sequence[tuple[float, float]], *, size: int) -> Held:
    """Of the first week only: the others overlap with the next origin's."""
    found = Held()
    for came, expected in pairs[:size]:
        if around := misses.around(expected, week=1):
            found += Held(1, int(around.low <= came <= around.high))
    return found


def _learn(misses: Misses, pairs: Sequence[tuple[float, float]], *, size: int) -> None:
    for week in range(1, len(pairs) // size + 1):
        misses.add(week, pairs[(week - 1) * size : week * size])
