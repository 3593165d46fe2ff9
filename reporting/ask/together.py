"""Which tags stand on the same cases."""

from __future__ import annotations

from dataclasses import dataclass

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.sources import OPENED
from reporting.ask.where import Values, where

MOST_PAIRS = 40
# Of the table in which every tag stands against every other one.
MOST_SIDES = 12


@dataclass(frozen=True, slots=True)
class Pair:
    tag: int
    other: int
    """The one with the greater id."""
    cases: int
    """Opened in the period, and carrying both."""
    inside: bool
    """Both are among the tags that stand beside others most often."""


def together(frame: Frame) -> list[Pair]:
    """The most frequent first; every pair of the most frequent tags is there."""
    values: Values = {"most": MOST_PAIRS, "sides": MOST_SIDES}
    condition = where(OPENED, frame, [(frame.period.start, frame.period.end)], values)
    rows = fetch(
        f"""
        WITH pairs AS MATERIALIZED (
            SELECT a.tag, b.tag AS other, sum(alike.cases)::bigint AS cases
            FROM (SELECT f.tags, count(*) AS cases FROM reporting_casefact f
                  WHERE {condition} AND cardinality(f.tags) > 1 GROUP BY f.tags) alike,
                 unnest(alike.tags) AS a(tag), unnest(alike.tags) AS b(tag)
            WHERE a.tag < b.tag
            GROUP BY a.tag, b.tag),
        sides AS MATERIALIZED (
            SELECT side FROM pairs, unnest(ARRAY[pairs.tag, pairs.other]) AS s(side)
            GROUP BY side ORDER BY sum(cases) DESC, side LIMIT %(sides)s)
        SELECT tag, other, cases, inside FROM (
            SELECT pairs.*,
                   tag IN (SELECT side FROM sides) AND other IN (SELECT side FROM sides) AS inside,
                   row_number() OVER (ORDER BY cases DESC, tag, other) AS place
            FROM pairs) ranked
        WHERE inside OR place <= %(most)s
        ORDER BY cases DESC, tag, other
        """,
        values,
    )
    return [Pair(*row) for row in rows]
