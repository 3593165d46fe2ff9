"""How much there is by hour and weekday, in the organisation's zone."""

from __future__ import annotations

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.metrics import Metric
from reporting.ask.where import Values, where


def by_hour_and_weekday(frame: Frame, metric: Metric) -> dict[tuple[int, int], int]:
    """Counts by (weekday, hour), Monday 0. A quarter of an hour is the smallest step between
    zones, so times are read by the zone once a quarter and not once a row."""
    source = metric.source
    values: Values = {"zone": frame.period.zone.key}
    condition = where(source, frame, [(frame.period.start, frame.period.end)], values)
    found = fetch(
        f"""
        SELECT extract(isodow FROM q AT TIME ZONE %(zone)s)::int - 1,
               extract(hour FROM q AT TIME ZONE %(zone)s)::int, sum(n)::bigint
        FROM (SELECT date_bin('15 minutes', {source.moment}, 'epoch') AS q, count(*) AS n
              FROM {source.table} f
              WHERE {condition} AND ({metric.condition(business=frame.business)})
              GROUP BY 1) quarters
        GROUP BY 1, 2
        """,
        values,
    )
    return {(day, hour): count for day, hour, count in found}
