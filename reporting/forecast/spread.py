"""How wide a forecast must be: by its own misses of the past, no bell curve assumed.

A miss is measured in roots of what was expected, so that busy and quiet hours can be pooled; it is
kept apart by how many weeks ahead it was made, and by hours and whole days.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SHARE = 0.8  # of the truth that a range should hold
LEAST_MISSES = 10


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    middle: float
    high: float


@dataclass(slots=True)
class Misses:
    """By weeks ahead, each in order of size.

    Days of one week miss together, so that few origins say less than the number of their days:
    where `together`, ranges made from k origins are wider by one k-th.
    """

    together: bool = False
    by_week: dict[int, list[float]] = field(default_factory=dict)
    origins: dict[int, int] = field(default_factory=dict)

    def add(self, week: int, pairs: Iterable[tuple[float, float]]) -> None:
        """Of what came and what was expected."""
        kept = self.by_week.setdefault(week, [])
        self.origins[week] = self.origins.get(week, 0) + 1
        for came, expected in pairs:
            bisect.insort(kept, (came - expected) / _scale(expected))

    @property
    def weeks(self) -> int:
        """How far ahead the past could test."""
        return max((week for week, kept in self.by_week.items() if _enough(kept)), default=0)

    def around(self, expected: float, *, week: int) -> Range | None:
        """Beyond what was tested, the widest tested range grows by the root of the distance."""
        if not (tested := min(week, self.weeks)):
            return None
        kept = self.by_week[tested]
        grown = _scale(expected) * math.sqrt(week / tested)
        if self.together:
            grown *= 1 + 1 / self.origins[tested]
        low = max(0.0, expected + _quantile(kept, (1 - SHARE) / 2, up=False) * grown)
        high = expected + _quantile(kept, (1 + SHARE) / 2, up=True) * grown
        return Range(min(low, expected), expected, max(high, expected))


def _enough(kept: Sequence[float]) -> bool:
    return len(kept) >= LEAST_MISSES


def _scale(expected: float) -> float:
    return math.sqrt(max(expected, 0.5))


def _quantile(ordered: Sequence[float], share: float, *, up: bool) -> float:
    """On the outer side: one more miss to come is counted in."""
    place = share * (len(ordered) + 1) - 1
    near = math.ceil(place) if up else math.floor(place)
    return ordered[min(max(near, 0), len(ordered) - 1)]
