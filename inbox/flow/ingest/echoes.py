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
from inbox.networks.items import IncomingItem, Sent

# The network's clock and ours may differ by this much.
SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class InFlight:
    outbox_id: int
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
        SELECT o.id, m.kind, m.parent_external_id, t.conversation, m.text, o.attempt_at
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
    fitting = [
        reply
        for reply in flying
        if reply.kind == item.kind
        and reply.parent == item.in_reply_to
        and (item.kind == "post" or reply.conversation == item.conversation)
        and item.sent_at >= reply.attempt_at - SKEW
    ]
    alike = [reply for reply in fitting if _plain(reply.text) == _plain(item.text)]
    if alike:
        return alike[0]
    return fitting[0] if len(fitting) == 1 else None


def _plain(text: str) -> str:
    return " ".join(text.split())
