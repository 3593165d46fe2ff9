"""The usual week: a rate for each of its 168 hours.

One hour of one weekday has been seen a dozen times at best, and mostly chance differs it from the
same hour of other days. So each stage is pulled towards a calmer one, as far as the counts' own
noise explains the difference and no further (empirical Bayes): the shape of a working day and of a
weekend's day towards itself smoothed over neighbouring hours, then each hour of the week towards
weekday x shape. A desk that opens sharply at nine keeps its edge; a quiet one gets a calm curve.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .hours import WEEK, Hours

HALF_LIFE_WEEKS = 6.0
_GROUPS = ((0, 1, 2, 3, 4), (5, 6))


@dataclass(frozen=True, slots=True)
class Profile:
    rates: tuple[float, ...]  # by hour of the week, per hour
    noise: float  # variance of an hour divided by its mean; 1 would be pure chance

    @property
    def week(self) -> float:
        return sum(self.rates)


def profile_of(
    counts: Sequence[float], hours: Hours, *, start: int, end: int, without: Collection[int]
) -> Profile:
    weights, sums = [0.0] * WEEK, [0.0] * WEEK
    slots, step = hours.slots, 0.5 ** (1 / (WEEK * HALF_LIFE_WEEKS))
    weight = 1.0
    for n in range(end - 1, start - 1, -1):
        weight *= step
        if n not in without:
            weights[slots[n]] += weight
            sums[slots[n]] += weight * counts[n]
    seen = sum(weights)
    mean = sum(sums) / seen if seen else 0.0
    if not mean:
        return Profile((0.0,) * WEEK, 1.0)
    raw = [s / w if w else mean for s, w in zip(sums, weights, strict=True)]
    used = [n for n in range(start, end) if n not in without]
    noise = _noise([counts[n] for n in used], [raw[slots[n]] for n in used])
    calm = _by_day_and_shape(raw, weights, mean=mean, noise=noise)
    return Profile(tuple(_pulled(raw, calm, weights, noise)), noise)


def _noise(counts: Sequence[float], rates: Sequence[float]) -> float:
    """How much wilder than chance single hours are. Two weeks are too few to tell: then 1.5."""
    free = len(counts) - WEEK
    if free < WEEK:
        return 1.5
    # A third of a count keeps hours in which nothing ever comes from deciding.
    wild = sum((y - rate) ** 2 / (rate + 1 / 3) for y, rate in zip(counts, rates, strict=True))
    return max(1.0, wild / free)


def _by_day_and_shape(
    raw: Sequence[float], weights: Sequence[float], *, mean: float, noise: float
) -> list[float]:
    days = [sum(raw[24 * d : 24 * d + 24]) / 24 / mean for d in range(7)]
    calm = [0.0] * WEEK
    for group in _GROUPS:
        whole = sum(days[d] for d in group) or 1e-9
        shape = [sum(raw[24 * d + h] for d in group) / whole for h in range(24)]
        around = [shape[h - 1] / 4 + shape[h] / 2 + shape[(h + 1) % 24] / 4 for h in range(24)]
        seen = [sum(days[d] * weights[24 * d + h] for d in group) for h in range(24)]
        shape = _pulled(shape, around, seen, noise)
        for d in group:
            for h in range(24):
                calm[24 * d + h] = shape[h] * days[d]
    return calm


def _pulled(
    raw: Sequence[float], calm: Sequence[float], weights: Sequence[float], noise: float
) -> list[float]:
    """Between raw and calm, by how much of their distance chance does not explain."""
    beyond = sum(
        (r - c) ** 2 - noise * c / max(w, 0.5) for r, c, w in zip(raw, calm, weights, strict=True)
    )
    real = max(0.0, beyond) / max(sum(c * c for c in calm), 1e-9)
    pulled = []
    for r, c, w in zip(raw, calm, weights, strict=True):
        signal, chance = real * c * c, noise * c / max(w, 0.01)
        trust = signal / (signal + chance) if signal else 0.0
        pulled.append(trust * r + (1 - trust) * c)
    return pulled
