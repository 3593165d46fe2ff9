"""Arrivals by hour: a usual week x the level of today x a damped trend x special days."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .cleaning import cut_down, silences
from .hours import WEEK, Hours
from .profile import Profile, profile_of
from .trend import MOST_WEEKS, Slope, cautious, damped_weeks, slope_of

LEAST_DAYS = 14
LEVEL_HALF_LIFE = 10.0  # days


@dataclass(frozen=True, slots=True)
class Past:
    """Counts of full hours up to now, and what is known about them."""

    counts: tuple[int, ...]
    hours: Hours
    start: int = 0  # where the flow of today began
    marked: frozenset[int] = frozenset()  # hours of marked events
    special: frozenset[date] = frozenset()  # holidays and the like, past and to come

    @property
    def days(self) -> int:
        return (len(self.counts) - self.start) // 24

    def until(self, end: int) -> Past:
        return replace(self, counts=self.counts[:end])


@dataclass(frozen=True, slots=True)
class Model:
    profile: Profile
    level: float
    pace: float  # of the level, a week, as far as the forecast trusts it
    trend: Slope  # of the level, a week, as it was
    special_days: frozenset[date]
    special_share: float  # of a usual day
    silent: frozenset[int]

    @property
    def week(self) -> float:
        """Arrivals in a usual week at the level of today."""
        return self.profile.week * self.level

    def rates(self, hours: Hours, *, after: int) -> list[float]:
        """Expected arrivals of the hours from index `after`, the first hour to come."""
        found = []
        for n in range(after, len(hours)):
            level = self.level + self.pace * damped_weeks((n - after + 0.5) / WEEK)
            rate = self.profile.rates[hours.slots[n]] * max(level, 0.0)
            if hours.days[n] in self.special_days:
                rate *= self.special_share
            found.append(rate)
        return found


def fit(past: Past) -> Model:
    """Needs two weeks; `Past.days` says how many there are."""
    hours, start, end = past.hours, past.start, len(past.counts)
    special = {n for n in range(start, end) if hours.days[n] in past.special}
    without = past.marked | special
    rough = profile_of(past.counts, hours, start=start, end=end, without=without)
    silent = silences(past.counts, hours, rough, start=start, end=end, without=without)
    without |= silent
    seen = Hours(hours.start, hours.slots[:end], hours.days[:end])
    counts = cut_down(past.counts, seen, rough)
    profile = profile_of(counts, hours, start=start, end=end, without=without)
    usable = [n for n in range(start, end) if n not in without]
    weeks = _weekly(counts, hours, profile, usable, end=end)
    pace = cautious(weeks)
    level = _level(counts, hours, profile, usable, end=end, pace=pace)
    share = _special_share(past.counts, hours, profile, special - past.marked)
    return Model(profile, level, pace, slope_of(weeks), past.special, share, silent)


def _weekly(
    counts: Sequence[float], hours: Hours, profile: Profile, usable: Sequence[int], *, end: int
) -> list[float | None]:
    """The level of each week before `end`, oldest first, where a third of it could be used."""
    came, due = [0.0] * MOST_WEEKS, [0.0] * MOST_WEEKS
    for n in usable:
        if (back := (end - 1 - n) // WEEK) < MOST_WEEKS:
            came[back] += counts[n]
            due[back] += profile.rates[hours.slots[n]]
    least = profile.week / 3
    return [y / e if e > least else None for y, e in zip(came, due, strict=True)][::-1]


def _level(
    counts: Sequence[float],
    hours: Hours,
    profile: Profile,
    usable: Sequence[int],
    *,
    end: int,
    pace: float,
) -> float:
    """Of the last days, the newer the more, single wild days cut down to what is usual."""
    came: dict[int, float] = {}
    due: dict[int, float] = {}
    for n in usable:
        back = (end - 1 - n) // 24
        came[back] = came.get(back, 0.0) + counts[n]
        due[back] = due.get(back, 0.0) + profile.rates[hours.slots[n]]
    days = {back: came[back] / e for back, e in due.items() if e > 0}
    if not days:
        return 1.0
    recent = [days[back] for back in sorted(days)[:56]]
    usual = statistics.median(recent)
    wild = 3 * 1.4826 * statistics.median(abs(ratio - usual) for ratio in recent)
    total = weight = age = 0.0
    for back, ratio in days.items():
        share = due[back] * 0.5 ** (back / LEVEL_HALF_LIFE)
        kept = min(max(ratio, usual - wild), usual + wild) if wild else ratio
        total += share * kept
        weight += share
        age += share * (back + 0.5) / 7
    # The average of a moving thing is as old as its parts: it is brought up to today.
    return max(0.0, (total + pace * age) / weight)


def _special_share(
    counts: Sequence[int], hours: Hours, profile: Profile, special: set[int]
) -> float:
    """Two special days say half of what there is to say, ten nearly all."""
    due = sum(profile.rates[hours.slots[n]] for n in special)
    prior = profile.week / 7 * 2
    return (sum(counts[n] for n in special) + prior) / (due + prior) if prior else 1.0
