"""What is usual at this hour of the week: the same sixty minutes of the weeks before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.metrics import Metric
from reporting.ask.where import Values, where

HOUR = timedelta(hours=1)
WEEKS = 8
# Fewer, and one odd week would be called usual.
ENOUGH = 4
# Between these shares of it, it is as usual; and so is what differs by a handful.
NEAR = (0.75, 1.25)
HANDFUL = 2

Window = tuple[datetime, datetime]
# By team, by the number of weeks ago: 0 is now.
Counts = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Usual:
    count: int
    href: str
    usual: int | None
    """None: there is too little past to say."""
    weeks: int
    """Of how many it is the median, or how many there are."""

    @property
    def how(self) -> str:
        """`more`, `less` or `as` usual; empty where nothing is."""
        if self.usual is None:
            return ""
        if abs(self.count - self.usual) <= HANDFUL:
            return "as"
        least, most = (share * self.usual for share in NEAR)
        return "more" if self.count > most else "less" if self.count < least else "as"


def windows(now: datetime, zone: ZoneInfo) -> tuple[Window, ...]:
    """The last hour, and the hour before the same time by the clock on the wall, a week ago, two
    weeks ago, …"""
    there = now.astimezone(zone).replace(tzinfo=None)
    ends = [now.astimezone(UTC)]
    for weeks in range(1, WEEKS + 1):
        same = (there - timedelta(weeks=weeks)).replace(tzinfo=zone)
        ends.append(same.astimezone(UTC))
    return tuple((end - HOUR, end) for end in ends)


def usual_of(
    counts: Mapping[int, int], spans: Sequence[Window], *, since: datetime | None, href: str
) -> Usual:
    """`since`: before it there was nothing that could have been counted."""
    known = [
        weeks
        for weeks, (start, _) in enumerate(spans)
        if weeks and since is not None and start >= since
    ]
    usual = median(counts.get(weeks, 0) for weeks in known) if len(known) >= ENOUGH else None
    here = counts.get(0, 0)
    # Of an even number of weeks it may lie between two counts.
    rounded = None if usual is None else int(usual + 0.5)
    return Usual(here, href if here else "", rounded, len(known))


def count_in(
    frame: Frame, metrics: Iterable[Metric], spans: Sequence[Window]
) -> Mapping[str, Counts]:
    """What each metric counts, by team and week, in one question. The windows do not touch each
    other, so a row's week is that of the last window that begins before it."""
    values: Values = {"bounds": sorted(start for start, _ in spans)}
    parts = [_part(metric, frame, spans, values) for metric in metrics]
    counts: dict[str, dict[int, dict[int, int]]] = {}
    for name, team_id, place, count in fetch(" UNION ALL ".join(parts), values) if parts else ():
        of_team = counts.setdefault(name, defaultdict(dict))
        of_team[team_id][len(spans) - place] = count
    return counts


def _part(metric: Metric, frame: Frame, spans: Sequence[Window], values: Values) -> str:
    """Every part asks with the same values, so that they may stand in one statement."""
    source = metric.source
    condition = where(source, frame, list(spans), values)
    return (
        f"SELECT '{metric.name}', {source.team}, width_bucket({source.moment}, %(bounds)s),"
        f" count(*) FROM {source.table} f {source.more}"
        f" WHERE {condition} AND ({metric.condition(business=False)}) GROUP BY 2, 3"
    )


def begins(organisation_id: int, spans: Sequence[Window]) -> tuple[datetime | None, dict[str, str]]:
    """Since when there is a past at all, and when teams were added that are younger than what is
    compared: by their subject in the audit."""
    ((first, added),) = fetch(_BEGINS, {"organisation": organisation_id, "oldest": spans[-1][0]})
    return first, added or {}


_BEGINS = """
SELECT
  (SELECT min(at) FROM reporting_arrivalfact WHERE organisation_id = %(organisation)s),
  (SELECT json_object_agg(subject, at) FROM core_auditentry
   WHERE organisation_id = %(organisation)s AND at >= %(oldest)s AND verb = 'team.add')
"""
