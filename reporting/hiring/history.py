"""What the facts say about one line: how its cases came, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from care.core.bulk import fetch
from inbox.models.cases import State
from reporting.forecast.hours import HOUR, WEEK, Hours
from reporting.forecast.shares import Week

WEEKS = 20
# Handling of newer weeks only: tools and people change faster than the shape of a week.
WORK_WEEKS = 8
# Fewer cases with measured touch time than this, or than half of those somebody had: not measured.
LEAST_TOUCHED = 30

_LEGS = """
FROM reporting_legfact f
WHERE f.organisation_id = %(organisation)s AND f.line_id = %(line)s
  AND f.started_at >= %(start)s AND f.started_at < %(end)s
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts: a line's, of the brands that the member may see."""

    organisation_id: int
    line_id: int
    zone: ZoneInfo
    now: datetime
    brands: tuple[int, ...] | None = None

    def values(self, **more: Any) -> dict[str, Any]:
        return {
            "organisation": self.organisation_id,
            "line": self.line_id,
            "brands": list(self.brands or ()),
            **more,
        }

    def seen(self, table: str = "f") -> str:
        return "" if self.brands is None else f" AND {table}.brand_id = ANY(%(brands)s)"


@dataclass(frozen=True, slots=True)
class WorkSeen:
    """Seconds that a case costs each time it comes to the line."""

    mean: float | None
    p90: float | None
    cases: int
    touched: bool
    """Touch time; else held time, because touch is hardly measured yet."""


def arrivals(scope: Scope, hours: Hours, number: int) -> tuple[int, ...]:
    """By hour, of the first `number` hours. Quarters of an hour fit into every zone's hours."""
    end = hours.at(number)
    found = fetch(
        "SELECT date_bin('15 minutes', f.started_at, 'epoch'), count(*)"
        f" {_LEGS}{scope.seen()} AND f.came GROUP BY 1",
        scope.values(start=hours.start, end=end),
    )
    counts = [0] * number
    for quarter, came in found:
        counts[max(0, (quarter - hours.start) // HOUR)] += came
    return tuple(counts)


def work_seen(scope: Scope, *, end: datetime) -> WorkSeen:
    """A case that came back in the meantime costs its share each time."""
    ((cases, came, held_by, touched_by, touch, held, touch_p90, held_p90),) = fetch(
        f"""
        SELECT count(*), sum(came), count(*) FILTER (WHERE held > 0),
               count(*) FILTER (WHERE touch > 0), sum(touch), sum(held),
               percentile_disc(0.9) WITHIN GROUP (ORDER BY touch / came),
               percentile_disc(0.9) WITHIN GROUP (ORDER BY held / came)
        FROM (SELECT greatest(count(*) FILTER (WHERE f.came), 1) AS came,
                     sum(f.touch_seconds) AS touch,
                     coalesce(sum(f.open_business) FILTER (WHERE f.assignee_id IS NOT NULL), 0)
                       AS held
              {_LEGS}{scope.seen()} AND NOT f.undone AND f.ended_at IS NOT NULL
              GROUP BY f.case_id) cases
        """,
        scope.values(start=end - timedelta(weeks=WORK_WEEKS), end=end),
    )
    if not cases:
        return WorkSeen(None, None, 0, touched=False)
    touched = touched_by >= LEAST_TOUCHED and touched_by * 2 >= held_by
    total, p90 = (touch, touch_p90) if touched else (held, held_p90)
    return WorkSeen(float(total / came) or None, float(p90) or None, cases, touched)


def hand_overs(scope: Scope, *, end: datetime) -> tuple[Week, ...]:
    """Of all cases by the week in which they were opened, oldest first. A week is mature when nine
    in ten of the usual hand-overs of its last cases have had the time to happen."""
    cases = (
        "FROM reporting_casefact f"
        f" WHERE f.organisation_id = %(organisation)s AND NOT f.history{scope.seen()}"
    )
    weeks_ago = [end - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]
    # Week by week along the index: to reckon the week of each case costs as much again.
    found = fetch(
        f"""
        SELECT week.starts, counted.*,
               (SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY f.further_line_at - f.opened_at)
                {cases} AND f.opened_at >= %(start)s AND f.opened_at < %(end)s
                AND f.further_line_at IS NOT NULL)
        FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS week (starts, ends)
        CROSS JOIN LATERAL (
          SELECT count(*), count(f.further_line_at)
          {cases} AND f.opened_at >= week.starts AND f.opened_at < week.ends
          HAVING count(*) > 0) counted
        """,
        scope.values(
            start=end - timedelta(weeks=WEEKS), end=end, starts=weeks_ago[:-1], ends=weeks_ago[1:]
        ),
    )
    usual = found[0][3] if found and found[0][3] is not None else timedelta(0)
    weeks = {
        (end - began) // timedelta(weeks=1) - 1: (opened, moved)
        for began, opened, moved, _usual in found
    }
    oldest = max(weeks, default=-1)
    return tuple(
        Week(*weeks.get(back, (0, 0)), mature=back * WEEK * HOUR >= usual)
        for back in range(oldest, -1, -1)
    )


def waiting_now(scope: Scope) -> int:
    """Cases of the line in which somebody here must act."""
    ((cases,),) = fetch(
        "SELECT count(*) FROM inbox_case c JOIN routing_team t"
        " ON t.organisation_id = c.organisation_id AND t.id = c.team_id"
        " WHERE c.organisation_id = %(organisation)s AND c.state = %(open)s"
        " AND c.merged_into_id IS NULL"
        f" AND t.line_id = %(line)s{scope.seen('c')}",
        scope.values(open=State.OPEN),
    )
    return int(cases)
