"""How long waits were, cut into ranges that people think in."""

from __future__ import annotations

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.metrics import Metric
from reporting.ask.where import Values, where

MINUTE, HOUR, DAY = 60, 3600, 86400
EDGES = (
    *(5 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR),
    *(DAY, 2 * DAY, 7 * DAY),
)


def spread(frame: Frame, metric: Metric) -> tuple[int, ...]:
    """Rows below the first edge, between each two, and from the last one on."""
    source = metric.source
    values: Values = {"edges": list(EDGES)}
    condition = where(source, frame, [(frame.period.start, frame.period.end)], values)
    seconds = metric.business if frame.business else metric.wall
    found = fetch(
        f"""
        SELECT width_bucket({seconds}, %(edges)s), count(*)
        FROM {source.table} f {source.more}
        WHERE {condition} AND ({metric.condition(business=frame.business)})
        GROUP BY 1
        """,
        values,
    )
    counts = dict(found)
    return tuple(counts.get(number, 0) for number in range(len(EDGES) + 1))
