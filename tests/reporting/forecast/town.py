"""Arrivals made from a seed, for forecasts to be held against."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from reporting.forecast.arrivals import Past
from reporting.forecast.hours import WEEK, Hours, hours_between

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 1, 4, 23, tzinfo=UTC)  # midnight in Berlin

Rate = Callable[[int, date, int], float]  # of a slot, a day and the number of the hour


def busy_days(slot: int, day: date, n: int) -> float:
    hour, weekend = slot % 24, slot >= 120
    return (6 + 5 * math.sin((hour - 8) / 24 * 2 * math.pi)) * (0.5 if weekend else 1.0)


def drawn(
    rate: Rate = busy_days,
    *,
    weeks: float = 12,
    seed: int = 1,
    start: datetime = MONDAY,
    zone: ZoneInfo = BERLIN,
) -> Past:
    hours = hours_between(start, int(weeks * WEEK), zone)
    return Past(counts_of(hours, rate, seed=seed), hours)


def counts_of(hours: Hours, rate: Rate, *, seed: int = 1) -> tuple[int, ...]:
    chance = random.Random(seed)
    return tuple(
        poisson(rate(slot, day, n), chance)
        for n, (slot, day) in enumerate(zip(hours.slots, hours.days, strict=True))
    )


def poisson(mean: float, chance: random.Random) -> int:
    number, left = 0, chance.expovariate(1.0)
    while left < mean:
        number += 1
        left += chance.expovariate(1.0)
    return number


def onwards(past: Past, hours: int, zone: ZoneInfo = BERLIN) -> Hours:
    """The hours of the past and some to come."""
    return hours_between(past.hours.start, len(past.counts) + hours, zone)
