"""Answers of the brand that came before what they answer.

Such a message was stored without a case. When its parent arrives, it and the answers below it
belong to the parent's case, and count as the human replies they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from care.core.bulk import fetch
from inbox.flow.ingest.cases import Cases
from inbox.flow.ingest.threads import Threads
from inbox.flow.ingest.working import Draft, Lane
from inbox.clocks.waits import Turn


@dataclass(frozen=True, slots=True)
class LateAnswer:
    message_id: int
    case_id: int
    turn: Turn


def late_answers(
    lane: Lane, drafts: list[Draft], threads: Threads, cases: Cases
) -> list[LateAnswer]:
    case_of = {(d.item.kind, d.item.external_id): d.case_id for d in drafts if d.case_id}
    caseless = [r for r in threads.relatives if r.outbound and r.case_id is None]
    roots = {r.id: case_of[r.kind, r.parent] for r in caseless if (r.kind, r.parent) in case_of}
    roots.update(_first_words(lane, drafts))
    if not roots:
        return []
    return [
        LateAnswer(message_id, case_id, Turn(sent_at, inbound=False))
        for message_id, case_id, sent_at in _with_descendants(lane, roots)
    ]


def _first_words(lane: Lane, drafts: list[Draft]) -> dict[int, int]:
    """In a private conversation what the brand wrote before the customer's first message."""
    private = {d.thread_id: d.case_id for d in drafts if d.inbound and d.item.conversation}
    if not private:
        return {}
    rows = fetch(
        "SELECT id, thread_id FROM inbox_message WHERE organisation_id = %s"
        " AND thread_id = ANY(%s) AND direction = 'out' AND case_id IS NULL",
        [lane.organisation_id, list(private)],
    )
    return {message_id: case for message_id, thread in rows if (case := private[thread])}


def _with_descendants(lane: Lane, roots: dict[int, int]) -> list[tuple[int, int, object]]:
    return fetch(  # type: ignore[return-value]
        """
        WITH RECURSIVE kin AS (
            SELECT m.id, r.case_id, m.sent_at, m.kind, m.external_id
            FROM inbox_message m
            JOIN (SELECT unnest(%(ids)s::bigint[]) AS id, unnest(%(cases)s::bigint[]) AS case_id) r
              ON r.id = m.id
            WHERE m.organisation_id = %(organisation)s
            UNION
            SELECT m.id, k.case_id, m.sent_at, m.kind, m.external_id
            FROM kin k
            JOIN inbox_message m ON m.organisation_id = %(organisation)s
             AND m.channel_id = %(channel)s AND m.kind = k.kind
             AND m.parent_external_id = k.external_id
            WHERE m.direction = 'out' AND m.case_id IS NULL
        )
        SELECT id, min(case_id), min(sent_at) FROM kin GROUP BY id
        """,
        {
            "organisation": lane.organisation_id,
            "channel": lane.channel_id,
            "ids": list(roots),
            "cases": list(roots.values()),
        },
    )
