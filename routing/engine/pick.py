"""Which case comes first: late, nearest due, priority, actionability, longest waiting.

Late cases need no column of their own in an index: what is late is due before what is not, so the
same order in SQL has no clock in it and can be read from an index. `URGENCY_SQL` is that order
for a table with the columns of `Candidate`; cases without a running clock (due_at null) come after
all that have one. The id makes the order total, so that pages of a list do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from .facts import Actionability, Priority

PRIORITY_RANK: Final[dict[Priority, int]] = {"urgent": 0, "high": 1, "normal": 2, "low": 3}
ACTIONABILITY_RANK: Final[dict[Actionability, int]] = {
    "must_answer": 0,
    "worth_answering": 1,
    "optional": 2,
    "noise": 3,
}
URGENCY_SQL: Final = (
    "due_at ASC NULLS LAST, "
    "CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, "
    "CASE actionability WHEN 'must_answer' THEN 0 WHEN 'worth_answering' THEN 1 "
    "WHEN 'optional' THEN 2 ELSE 3 END, "
    "waiting_since, case_id"
)

_NEVER = datetime.max.replace(tzinfo=UTC)

UrgencyKey = tuple[int, datetime, int, int, datetime, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """`due_at` is the nearest running clock, None when none runs; a paused clock does not run."""

    case_id: int
    due_at: datetime | None
    priority: Priority
    actionability: Actionability
    waiting_since: datetime


def urgency_key(candidate: Candidate, now: datetime) -> UrgencyKey:
    """Sorts the most urgent first. A case due this very moment is late."""
    due_at = candidate.due_at or _NEVER
    return (
        0 if due_at <= now else 1,
        due_at,
        PRIORITY_RANK[candidate.priority],
        ACTIONABILITY_RANK[candidate.actionability],
        candidate.waiting_since,
        candidate.case_id,
    )


def most_urgent(candidates: Iterable[Candidate], now: datetime) -> Candidate | None:
    return min(candidates, key=lambda candidate: urgency_key(candidate, now), default=None)
