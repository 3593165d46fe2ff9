"""Our own posts that come back from the network before, or instead of, the answer to our call.

A post by the channel's account, under the same parent, after an attempt of ours began, is the
evidence that the attempt succeeded: the reply takes the post's id and is sent. Text alone is never
proof, but where two attempts fit it says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.core.bulk import fetch
from inbox.flow.delivery.settle import settle_sent
from inbox.flow.ingest.working import Lane
from inbox.models.messages import SendState
from inbox.networks.items import IncomingItem, Sent

# The network's clock and ours may differ by this much.
SKEW = timedelta(minutes=2)
# A post of much later is no echo of the attempt.
LATEST = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class InFlight:
    outbox_id: int
    state: str
    kind: str
    parent: str | None
    conversation: str | None
    text: str
    attempt_at: datetime


def adopt(lane: Lane, items: Sequence[IncomingItem]) -> list[IncomingItem]:
    """The items that are no echo of ours; the replies of the others are settled as sent."""
    if not any(item.own for item in items):
        return list(items)
    flying = _in_flight(lane)
    rest = []
    for item in items:
        reply = _answered_by(item, flying) if item.own else None
        if reply is None:
            rest.append(item)
            continue
        flying.remove(reply)
        sent = Sent(external_id=item.external_id, sent_at=item.sent_at, url=item.url)
        settle_sent(lane.organisation_id, reply.outbox_id, sent)
    return rest


def _in_flight(lane: Lane) -> list[InFlight]:
    rows = fetch(
        """
        SELECT o.id, o.state, m.kind, m.parent_external_id, t.conversation, m.text, o.attempt_at
        FROM inbox_outbox o
        JOIN inbox_message m ON m.organisation_id = o.organisation_id AND m.id = o.message_id
        JOIN inbox_thread t ON t.organisation_id = m.organisation_id AND t.id = m.thread_id
        WHERE o.organisation_id = %s AND o.channel_id = %s AND o.state IN ('sending', 'unknown')
          AND o.attempt_at IS NOT NULL
        ORDER BY o.id
        """,
        [lane.organisation_id, lane.channel_id],
    )
    return [InFlight(*row) for row in rows]


def _answered_by(item: IncomingItem, flying: list[InFlight]) -> InFlight | None:
    """The reply that this post is, if that can be said. Another text (a network shortens links) is
    taken only for a reply of which nothing more will be heard: while a call is under way its own
    answer may still tell. Of two with the same words either will do; should the answers say that
    they were the other way round, `settle_sent` exchanges them."""
    fitting = [
        reply
        for reply in flying
        if reply.kind == item.kind
        and _same_place(item, reply)
        and reply.attempt_at - SKEW <= item.sent_at <= reply.attempt_at + LATEST
    ]
    alike = [reply for reply in fitting if _plain(reply.text) == _plain(item.text)]
    if alike:
        return alike[0]
    lost = [reply for reply in fitting if reply.state == SendState.UNKNOWN]
    return lost[0] if len(lost) == 1 else None


def _same_place(item: IncomingItem, reply: InFlight) -> bool:
    """The same parent; a private message answers its conversation, not a message in it."""
    if item.kind == "private":
        return reply.conversation == item.conversation
    return reply.parent == item.in_reply_to


def _plain(text: str) -> str:
    return " ".join(text.split())
