"""How the share of cases that another line must help with moves, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .trend import Slope, slope_of

# A share of less than this many cases says nothing.
LEAST_CASES = 10


@dataclass(frozen=True, slots=True)
class Week:
    opened: int
    handed_over: int
    mature: bool  # whether most hand-overs of its cases have happened

    @property
    def share(self) -> float | None:
        return self.handed_over / self.opened if self.opened else None


@dataclass(frozen=True, slots=True)
class ShareTrend:
    now: float | None  # of the last four mature weeks
    slope: Slope  # a week


def share_trend(weeks: Sequence[Week]) -> ShareTrend:
    """Weeks oldest first; young weeks are shown but do not count."""
    mature = [week for week in weeks if week.mature]
    shares = [week.share if week.opened >= LEAST_CASES else None for week in mature]
    opened = sum(week.opened for week in mature[-4:])
    handed = sum(week.handed_over for week in mature[-4:])
    return ShareTrend(handed / opened if opened else None, slope_of(shares))
