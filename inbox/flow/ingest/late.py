"""Answers of the brand that came before what they answer.

Such a message was stored without a case. When its parent arrives, it and the answers below it
belong to the parent's case, and count as the human replies they are.
"""

from __future__ import annotations

from care.core.bulk import fetch
from care.core.prepared import Prepared
from inbox.flow.ingest.cases import Cases
from inbox.flow.ingest.threads import Threads
from inbox.flow.ingest.working import Draft, Lane, LateAnswer

Key = tuple[str, str | None]  # kind, id on the network
CaseOf = dict[Key, int]

_FIRST_WORDS = Prepared(
    "SELECT id, thread_id FROM inbox_message WHERE organisation_id = %(organisation)s"
    " AND thread_id = ANY(%(threads)s) AND direction = 'out' AND case_id IS NULL",
    organisation="bigint",
    threads="bigint[]",
)


def late_answers(
    lane: Lane, drafts: list[Draft], threads: Threads, cases: Cases
) -> list[LateAnswer]:
    """The stored answers that find their case now. Drafts of the page that answer one of those
    get their case here too, and so does what was stored below them."""
    caseless = [r for r in threads.relatives if r.outbound and r.case_id is None]
    found: list[LateAnswer] = []
    case_of = {_key(draft): draft.case_id for draft in drafts if draft.case_id}
    roots = {r.id: case_of[r.kind, r.parent] for r in caseless if (r.kind, r.parent) in case_of}
    roots.update(_first_words(lane, drafts))
    while roots:
        settled = _with_descendants(lane, roots)
        found.extend(settled)
        below = _settle_below(drafts, {(a.kind, a.external_id): a.case_id for a in settled})
        roots = {r.id: below[r.kind, r.parent] for r in caseless if (r.kind, r.parent) in below}
    return found


def _key(draft: Draft) -> Key:
    return (draft.item.kind, draft.item.external_id)


def _settle_below(drafts: list[Draft], case_of: CaseOf) -> CaseOf:
    """Drafts without a case that answer one of `case_of`, or answer such a draft."""
    below: CaseOf = {}
    caseless = [draft for draft in drafts if draft.case_id is None]
    while reached := [d for d in caseless if d.case_id is None and _above(d) in case_of]:
        for draft in reached:
            draft.case_id = case_of[_above(draft)]
        below.update({_key(draft): case_of[_above(draft)] for draft in reached})
        case_of = below
    return below


def _above(draft: Draft) -> Key:
    return (draft.item.kind, draft.item.in_reply_to)


def _first_words(lane: Lane, drafts: list[Draft]) -> dict[int, int]:
    """In a private conversation what the brand wrote before the customer's first message."""
    private = {d.thread_id: d.case_id for d in drafts if d.inbound and d.conversation}
    if not private:
        return {}
    rows = _FIRST_WORDS.fetch({"organisation": lane.organisation_id, "threads": list(private)})
    return {message_id: case for message_id, thread in rows if (case := private[thread])}


def _with_descendants(lane: Lane, roots: dict[int, int]) -> list[LateAnswer]:
    rows = fetch(
        """
        WITH RECURSIVE kin AS (
            SELECT m.id, r.case_id, m.kind, m.external_id, m.text, m.sent_at, m.visibility
            FROM inbox_message m
            JOIN (SELECT unnest(%(ids)s::bigint[]) AS id, unnest(%(cases)s::bigint[]) AS case_id) r
              ON r.id = m.id
            WHERE m.organisation_id = %(organisation)s
            UNION
            SELECT m.id, k.case_id, m.kind, m.external_id, m.text, m.sent_at, m.visibility
            FROM kin k
            JOIN inbox_message m ON m.organisation_id = %(organisation)s
             AND m.channel_id = %(channel)s AND m.kind = k.kind
             AND m.parent_external_id = k.external_id
            WHERE m.direction = 'out' AND m.case_id IS NULL
        )
        SELECT DISTINCT ON (id) * FROM kin ORDER BY id, case_id
        """,
        {
            "organisation": lane.organisation_id,
            "channel": lane.channel_id,
            "ids": list(roots),
            "cases": list(roots.values()),
        },
    )
    return [LateAnswer(*row) for row in rows]
