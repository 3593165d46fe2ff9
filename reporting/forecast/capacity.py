"""How much more today's people could take, and when the present trend gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .trend import Slope

HORIZON = 104  # weeks; nobody's trend is worth more
MOST_GROWTH = 16.0
_HALVINGS = 9


@dataclass(frozen=True, slots=True)
class Runway:
    """When a line runs out of capacity, in weeks from now; None: not within the horizon.

    `soonest` and `latest` are the same question asked of the ends of the trend's range. A line that
    is short already has `short`, and the weeks say when a falling trend lets it keep up again.
    """

    short: bool
    headroom: float  # of today's arrivals: 1.2 could take a fifth more
    weeks: int | None
    soonest: int | None
    latest: int | None
    rising: bool
    clear: bool  # whether the trend is more than chance


def headroom(holds: Callable[[float], bool]) -> float:
    """The largest factor of today's arrivals that still holds; zero if none does.

    `holds` must not come back once it has failed. Factors are halved as ratios.
    """
    if not holds(1 / MOST_GROWTH):
        return 0.0
    low, high = (1.0, MOST_GROWTH) if holds(1.0) else (1 / MOST_GROWTH, 1.0)
    if low == 1.0 and holds(MOST_GROWTH):
        return MOST_GROWTH
    for _ in range(_HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def runway(room: float, *, level: float, trend: Slope) -> Runway:
    """A straight line on from today, not damped: the question is where the present trend leads."""
    short = room < 1
    gap = (room - 1) * level
    middle = _weeks(gap, trend.middle)
    # Rising or falling, the end of the range that is steeper towards the limit comes first.
    first, last = (trend.low, trend.high) if short else (trend.high, trend.low)
    return Runway(
        short=short,
        headroom=room,
        weeks=middle,
        soonest=_weeks(gap, first),
        latest=_weeks(gap, last),
        rising=trend.middle > 0,
        clear=trend.clear,
    )


def _weeks(gap: float, slope: float) -> int | None:
    """The first whole week in which the line has moved by the gap."""
    if slope == 0 or (gap > 0) != (slope > 0):
        return 0 if gap == 0 and slope > 0 else None
    weeks = int(-(-gap // slope))
    return weeks if weeks <= HORIZON else None
