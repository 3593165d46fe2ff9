"""The round trip of a hand-over, leg by leg: from the customer's first word to the answer in the
customer's language."""

from __future__ import annotations

from dataclasses import dataclass

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.sources import RETURNS
from reporting.ask.where import Values, where

LEGS = ("acknowledge", "wait", "work", "back", "translate")


@dataclass(frozen=True, slots=True)
class Leg:
    name: str
    rounds: int
    median: float | None
    p90: float | None
    mean: float | None


# One row a round: `f` is the last stay on the further line, `n` the first one after it. The stays
# of a round are those since the case was last on an earlier line.
_ROUNDS = """
SELECT CASE WHEN began.number = (SELECT min(x.number) FROM reporting_legfact x
         WHERE x.organisation_id = f.organisation_id AND x.case_id = f.case_id
           AND x.line_number >= 2 AND NOT x.undone) THEN c.first_response_{s} END AS acknowledge,
  stay.wait, stay.work,
  CASE WHEN n.assignee_id IS NULL THEN n.{leg} ELSE 0 END AS back,
  CASE WHEN said.at IS NULL THEN NULL ELSE greatest(0, extract(epoch FROM said.at - n.started_at)
    - CASE WHEN n.assignee_id IS NULL THEN n.seconds ELSE 0 END)::int END AS translate
FROM reporting_legfact f {more}
JOIN reporting_casefact c ON c.organisation_id = f.organisation_id AND c.case_id = f.case_id
JOIN LATERAL (SELECT coalesce(max(x.number), 0) + 1 AS number FROM reporting_legfact x
  WHERE x.organisation_id = f.organisation_id AND x.case_id = f.case_id
    AND x.number < f.number AND x.line_number < 2) began ON true
JOIN LATERAL (SELECT coalesce(sum(x.{leg}) FILTER (WHERE x.assignee_id IS NULL), 0) AS wait,
    coalesce(sum(x.{leg}) FILTER (WHERE x.assignee_id IS NOT NULL), 0) AS work
  FROM reporting_legfact x
  WHERE x.organisation_id = f.organisation_id AND x.case_id = f.case_id
    AND x.number BETWEEN began.number AND f.number) stay ON true
LEFT JOIN LATERAL (SELECT min(r.at) AS at FROM reporting_replyfact r
  WHERE r.organisation_id = f.organisation_id AND r.case_id = f.case_id
    AND r.at >= n.started_at) said ON true
WHERE {condition}
"""


def trip(frame: Frame) -> tuple[Leg, ...]:
    values: Values = {}
    condition = where(RETURNS, frame, [(frame.period.start, frame.period.end)], values)
    rounds = _ROUNDS.format(
        s="business" if frame.business else "seconds",
        leg="business_seconds" if frame.business else "seconds",
        more=RETURNS.more,
        condition=condition,
    )
    figures = ", ".join(
        f"count({leg}), percentile_cont(0.5) WITHIN GROUP (ORDER BY {leg}),"
        f" percentile_cont(0.9) WITHIN GROUP (ORDER BY {leg}), avg({leg})::float8"
        for leg in LEGS
    )
    (found,) = fetch(f"SELECT {figures} FROM ({rounds}) rounds", values)
    return tuple(Leg(name, *found[n * 4 : n * 4 + 4]) for n, name in enumerate(LEGS))
