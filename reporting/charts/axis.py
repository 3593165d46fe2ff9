"""Scales whose steps people can read."""

from __future__ import annotations

from itertools import chain
from math import ceil, floor, log10

MOST_STEPS = 4
_TIME_STEPS = (
    *(1, 5, 15, 30),
    *(60 * minutes for minutes in (1, 2, 5, 10, 15, 30)),
    *(3600 * hours for hours in (1, 2, 4, 6, 12)),
    *(86400 * days for days in (1, 2, 5)),
)


def ticks(most: float, unit: str) -> tuple[float, ...]:
    """From zero to a step that is not below `most`."""
    if most <= 0:
        return (0.0, 1.0)
    step = _time_step(most) if unit == "seconds" else _step(most, whole=unit == "count")
    return tuple(step * number for number in range(ceil(round(most / step, 9)) + 1))


def _step(most: float, *, whole: bool = False) -> float:
    """`whole`: nobody counts two and a half cases."""
    raw = max(1.0, most / MOST_STEPS) if whole else most / MOST_STEPS
    power = 10.0 ** floor(log10(raw))
    steps = (power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= raw * 0.999)
    return next(step for step in steps if not whole or step.is_integer())


def _time_step(most: float) -> float:
    for step in _TIME_STEPS:
        if most / step <= MOST_STEPS:
            return float(step)
    return _step(most / 86400) * 86400


def every(points: int, most_labels: int) -> int:
    """Every how many points there is room for a label."""
    return next(
        n
        for n in chain((1, 2, 3, 4, 6, 7, 8, 12), range(14, points + 14, 7))
        if ceil(points / n) <= most_labels
    )
