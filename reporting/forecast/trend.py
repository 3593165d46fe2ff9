"""The level today and where it goes: weeks compared with each other, robustly.

The slope is the median of all slopes between two weeks (Theil and Sen), its range the one that
Kendall's statistic gives: no week can turn it alone, and nothing need be normal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_WEEKS = 4
MOST_WEEKS = 13
# How much of its pace a trend keeps from week to week in a forecast of the next months.
DAMPING = 0.9
_Z_80, _Z_68 = 1.2816, 1.0


@dataclass(frozen=True, slots=True)
class Slope:
    """Change a week, with the range that holds the true one eight times in ten."""

    middle: float
    low: float
    high: float
    weeks: int

    @property
    def known(self) -> bool:
        return self.weeks >= LEAST_WEEKS

    @property
    def clear(self) -> bool:
        """Whether chance alone is an unlikely reason for it."""
        return self.known and (self.low > 0 or self.high < 0)

    def scaled(self, factor: float) -> Slope:
        return Slope(self.middle * factor, self.low * factor, self.high * factor, self.weeks)


def slope_of(values: Sequence[float | None]) -> Slope:
    """Of weekly values, oldest first; None is a week that cannot be counted."""
    weeks = [(n, value) for n, value in enumerate(values) if value is not None][-MOST_WEEKS:]
    number = len(weeks)
    if number < LEAST_WEEKS:
        return Slope(0.0, 0.0, 0.0, number)
    slopes = sorted(
        (later - sooner) / (m - n)
        for i, (n, sooner) in enumerate(weeks)
        for m, later in weeks[i + 1 :]
    )
    low, high = _range(slopes, number, _Z_80)
    return Slope(_median(slopes), low, high, number)


def cautious(values: Sequence[float | None]) -> float:
    """The slope as far as its own spread does not explain it: none of it while in doubt."""
    slope = slope_of(values)
    if not slope.middle:
        return 0.0
    spread = (slope.high - slope.low) / 2 * _Z_68 / _Z_80
    return slope.middle * max(0.0, 1 - (spread / slope.middle) ** 2)


def damped_weeks(weeks: float) -> float:
    """How many full weeks' worth of slope a damped trend has gone after some weeks."""
    return (1 - DAMPING**weeks) / (1 - DAMPING) if weeks > 0 else 0.0


def _range(slopes: Sequence[float], number: int, z: float) -> tuple[float, float]:
    wide = z * math.sqrt(number * (number - 1) * (2 * number + 5) / 18)
    low = max(0, math.floor((len(slopes) - wide) / 2))
    high = min(len(slopes) - 1, math.ceil((len(slopes) + wide) / 2))
    return slopes[low], slopes[high]


def _median(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
