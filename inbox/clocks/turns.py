"""Who wrote when in a case: what its waits are computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from care.core.bulk import fetch
from inbox.clocks.waits import Turn


def turns_of(organisation_id: int, case_ids: Sequence[int]) -> dict[int, list[Turn]]:
    """Inbound messages that ask for an answer, and replies that a network accepted."""
    if not case_ids:
        return {}
    turns: dict[int, list[Turn]] = defaultdict(list)
    for case_id, *turn in fetch(
        "SELECT case_id, sent_at, direction = 'in', received_at,"
        " CASE WHEN direction = 'in' THEN deleted_at END FROM inbox_message"
        " WHERE organisation_id = %s AND case_id = ANY(%s) AND NOT quiet"
        " AND (direction = 'in' OR external_id IS NOT NULL)",
        [organisation_id, list(case_ids)],
    ):
        turns[case_id].append(Turn(*turn))
    return turns
