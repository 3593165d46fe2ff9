"""Which messages belong to one thread: posts tied by reply links, or one private conversation.

The outcome must not depend on the order in which messages arrive. So links are followed in both
directions, and through parents that are not here (yet): two answers to the same missing post are
one thread.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from care.core.bulk import fetch, insert_rows, run, take_ids
from care.core.prepared import Prepared
from inbox.flow.ingest.disjoint import Disjoint
from inbox.flow.ingest.working import Draft, Lane


@dataclass(frozen=True, slots=True)
class Relative:
    """A stored message that a message of the page answers, or that answers one of the page, or
    that answers the same parent."""

    id: int
    kind: str
    external_id: str | None
    parent: str | None
    thread_id: int
    case_id: int | None
    outbound: bool
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Threads:
    """What the page's links say: relatives with the threads they were found in, and which threads
    (key) prove to be one with another (value)."""

    relatives: list[Relative]
    moved: dict[int, int]


_RELATIVE = (
    "id, kind, external_id, parent_external_id, thread_id, case_id, direction = 'out', sent_at"
)
_KIN = Prepared(
    f"""
SELECT {_RELATIVE} FROM inbox_message
WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s
  AND kind IN ('post', 'private') AND external_id = ANY(%(parents)s)
UNION ALL
SELECT {_RELATIVE} FROM inbox_message
WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s
  AND parent_external_id = ANY(%(ids)s)
""",
    organisation="bigint",
    channel="bigint",
    parents="text[]",
    ids="text[]",
)
_SIBLINGS = f"""
SELECT DISTINCT ON (kind, parent_external_id) {_RELATIVE} FROM inbox_message
WHERE organisation_id = %s AND channel_id = %s AND parent_external_id = ANY(%s)
ORDER BY kind, parent_external_id
"""
_CONVERSATIONS = Prepared(
    "SELECT conversation, id FROM inbox_thread WHERE organisation_id = %(organisation)s"
    " AND channel_id = %(channel)s AND conversation = ANY(%(conversations)s)",
    organisation="bigint",
    channel="bigint",
    conversations="text[]",
)


def relatives_of(lane: Lane, drafts: list[Draft]) -> list[Relative]:
    """Parents that are here, children that came first, and for each parent that is not here one
    other message that answers it (all of those share a thread already; a post may have thousands).
    """
    ids = {draft.item.external_id for draft in drafts}
    above = {(draft.item.kind, draft.item.in_reply_to) for draft in drafts}
    parents = {parent for _, parent in above if parent}
    found = _KIN.fetch({**_place(lane), "parents": list(parents), "ids": list(ids)})
    stored = {(kind, external_id) for _, kind, external_id, *_ in found}
    missing = {parent for kind, parent in above if parent and (kind, parent) not in stored} - ids
    if missing:
        found += fetch(_SIBLINGS, [*_place(lane).values(), list(missing)])
    return [Relative(*row) for row in found]


def _place(lane: Lane) -> dict[str, int]:
    return {"organisation": lane.organisation_id, "channel": lane.channel_id}


def _conversations(lane: Lane, drafts: list[Draft]) -> dict[str, int]:
    keys = {draft.conversation for draft in drafts if draft.conversation}
    if not keys:
        return {}
    return dict(_CONVERSATIONS.fetch({**_place(lane), "conversations": list(keys)}))


def _tie(drafts: Iterable[Draft], relatives: Iterable[Relative], known: dict[str, int]) -> Disjoint:
    ties = Disjoint()
    for relative in relatives:
        for external_id in (relative.external_id, relative.parent):
            if relative.kind == "post" and external_id is not None:
                ties.join(("thread", relative.thread_id), ("post", external_id))
    for conversation, thread_id in known.items():
        ties.join(("thread", thread_id), ("conversation", conversation))
    for draft in drafts:
        item = draft.item
        node = (item.kind, item.external_id)
        if draft.conversation:
            ties.join(("conversation", draft.conversation), node)
        elif item.in_reply_to:
            ties.join((item.kind, item.in_reply_to), node)
    return ties


def assign_threads(lane: Lane, drafts: list[Draft]) -> Threads:
    """Give each draft its thread, making new ones. Needs the lane's lock.

    Threads that prove to be one are only named here; `join_threads` joins them once their seats
    were read.
    """
    relatives = relatives_of(lane, drafts)
    known = _conversations(lane, drafts)
    ties = _tie(drafts, relatives, known)
    threads: dict[Hashable, set[int]] = {}
    for thread_id in {relative.thread_id for relative in relatives} | set(known.values()):
        threads.setdefault(ties.find(("thread", thread_id)), set()).add(thread_id)
    groups: dict[Hashable, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(ties.find((draft.item.kind, draft.item.external_id)), []).append(draft)
    chosen = {group: min(threads[group]) for group in groups if group in threads}
    chosen.update(_open_threads(lane, {g: d for g, d in groups.items() if g not in threads}))
    moved = {
        thread_id: chosen[group]
        for group in groups
        for thread_id in threads.get(group, ())
        if thread_id != chosen[group]
    }
    for group, members in groups.items():
        for draft in members:
            draft.thread_id = chosen[group]
    return Threads(relatives, moved)


def _open_threads(lane: Lane, groups: dict[Hashable, list[Draft]]) -> dict[Hashable, int]:
    ids = take_ids({"inbox_thread": len(groups)})["inbox_thread"]
    rows = []
    for thread_id, members in zip(ids, groups.values(), strict=True):
        conversation = next((d.conversation for d in members if d.conversation), None)
        rows.append((lane.organisation_id, thread_id, lane.channel_id, conversation))
    insert_rows("inbox_thread", ("organisation_id", "id", "channel_id", "conversation"), rows)
    return dict(zip(groups, ids, strict=True))


def join_threads(organisation_id: int, moved: dict[int, int]) -> None:
    """Messages and seats of each thread (key) go to the thread it proved to be one with (value).

    Where a customer sits in both, the older seat stays; whoever calls has read both and merges
    the cases.
    """
    if not moved:
        return
    old, new = list(moved), list(moved.values())
    pairs = "(SELECT unnest(%s::bigint[]) AS old, unnest(%s::bigint[]) AS new) p"
    # Seats first: the insert waits for whoever is replying in such a case, and the update behind
    # it then sees that reply too.
    run(
        f"""
        INSERT INTO inbox_threadseat (organisation_id, thread_id, customer_id, case_id)
        SELECT s.organisation_id, p.new, s.customer_id, min(s.case_id)
        FROM inbox_threadseat s JOIN {pairs} ON s.thread_id = p.old
        WHERE s.organisation_id = %s GROUP BY s.organisation_id, p.new, s.customer_id
        ON CONFLICT (organisation_id, thread_id, customer_id) DO NOTHING
        """,
        [old, new, organisation_id],
    )
    run(
        f"UPDATE inbox_message m SET thread_id = p.new FROM {pairs}"
        " WHERE m.organisation_id = %s AND m.thread_id = p.old",
        [old, new, organisation_id],
    )
    for table, column in (("inbox_threadseat", "thread_id"), ("inbox_thread", "id")):
        run(
            f"DELETE FROM {table} WHERE organisation_id = %s AND {column} = ANY(%s)",
            [organisation_id, old],
        )
