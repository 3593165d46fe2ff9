"""Which tags stand on the same cases."""

from __future__ import annotations

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.sources import OPENED
from reporting.ask.where import Values, where

MOST_PAIRS = 40


def together(frame: Frame) -> list[tuple[int, int, int]]:
    """(tag, other tag, cases opened in the period that carry both), the most frequent first."""
    values: Values = {"most": MOST_PAIRS}
    condition = where(OPENED, frame, [(frame.period.start, frame.period.end)], values)
    return [
        (one, other, cases)
        for one, other, cases in fetch(
            f"""
            SELECT a.tag, b.tag, sum(alike.cases)::bigint AS cases
            FROM (SELECT f.tags, count(*) AS cases FROM reporting_casefact f
                  WHERE {condition} AND cardinality(f.tags) > 1 GROUP BY f.tags) alike,
                 unnest(alike.tags) AS a(tag), unnest(alike.tags) AS b(tag)
            WHERE a.tag < b.tag
            GROUP BY a.tag, b.tag
            ORDER BY cases DESC, a.tag, b.tag LIMIT %(most)s
            """,
            values,
        )
    ]
