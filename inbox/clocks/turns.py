"""Who wrote when in a case: what its waits and turns are computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from care.core.bulk import fetch
from care.core.prepared import Prepared
from inbox.clocks.waits import Turn

_SAID = Prepared(
    "SELECT case_id, id, sent_at, direction = 'in', received_at,"
    " CASE WHEN direction = 'in' THEN deleted_at END, visibility, NOT acknowledges"
    " FROM inbox_message"
    " WHERE organisation_id = %(organisation)s AND case_id = ANY(%(cases)s) AND NOT quiet"
    " AND (direction = 'in' OR external_id IS NOT NULL)",
    organisation="bigint",
    cases="bigint[]",
)


def turns_of(
    organisation_id: int, case_ids: Sequence[int], *, tells_free: bool = False
) -> dict[int, list[Turn]]:
    """Inbound messages that ask for an answer, and replies that a network accepted. `tells_free`:
    which of ours are no turns is asked, too."""
    if not case_ids:
        return {}
    free = _free(organisation_id, case_ids) if tells_free else frozenset()
    turns: dict[int, list[Turn]] = defaultdict(list)
    asked = {"organisation": organisation_id, "cases": list(case_ids)}
    for case_id, message_id, *told in _SAID.fetch(asked):
        turn = Turn(*told)
        turns[case_id].append(replace(turn, free=True) if message_id in free else turn)
    return turns


def _free(organisation_id: int, case_ids: Sequence[int]) -> frozenset[int]:
    """Invitations to write in private, and last public words."""
    rows = fetch(
        "SELECT (data->>'message')::bigint FROM inbox_event"
        " WHERE organisation_id = %s AND case_id = ANY(%s) AND kind = 'reply_queued'"
        " AND data->>'purpose' IN ('invite', 'close')",
        [organisation_id, list(case_ids)],
    )
    return frozenset(message_id for (message_id,) in rows)
