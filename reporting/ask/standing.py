"""How many cases were unsettled at the end of each part of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.sources import STARTED
from reporting.ask.where import Values, where


@dataclass(frozen=True, slots=True)
class Standing:
    values: tuple[int | None, ...]
    """At the end of each part; none: that is still to come."""
    ends: tuple[datetime, ...]
    before: int | None
    """At the end of the period that it is compared with."""


def standing(frame: Frame) -> Standing:
    """One pass over the stretches that reach into either period: what began, and what ended,
    between two moments; the rest is adding up."""
    period, now = frame.period, frame.period.now
    ends = tuple(min(bucket.end, now) for bucket in period.buckets)
    earlier = [period.before.end] if period.before is not None else []
    asked = sorted({*earlier, *ends})
    values: Values = {"bounds": asked, "first": asked[0]}
    condition = where(STARTED, frame, [], values)
    found = fetch(
        f"""
        SELECT width_bucket(f.started_at, %(bounds)s),
               CASE WHEN f.ended_at IS NULL THEN {len(asked)}
                    ELSE width_bucket(f.ended_at, %(bounds)s) END, count(*)
        FROM reporting_spellfact f
        WHERE {condition} AND (f.ended_at IS NULL OR f.ended_at >= %(first)s)
        GROUP BY 1, 2
        """,
        values,
    )
    began, over = [0] * (len(asked) + 1), [0] * (len(asked) + 1)
    for start, end, cases in found:
        began[start] += cases
        over[end] += cases
    came, went = list(accumulate(began)), list(accumulate(over))
    # At the moment `asked[n]`: begun before it, and not ended before it.
    open_at = {moment: came[n] - went[n] for n, moment in enumerate(asked)}
    return Standing(
        tuple(
            open_at[end] if bucket.start < now else None
            for bucket, end in zip(period.buckets, ends, strict=True)
        ),
        ends,
        open_at[earlier[0]] if earlier else None,
    )
