"""Our own posts that come back from the network before, or instead of, the answer to our call: the
reply takes the post's id and is sent."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.flow.delivery.evidence import explained
from inbox.flow.delivery.in_flight import in_flight
from inbox.flow.delivery.settle import settle_sent
from inbox.flow.ingest.working import Lane
from inbox.networks.items import IncomingItem, Sent


def adopt(lane: Lane, items: Sequence[IncomingItem]) -> list[IncomingItem]:
    """The items that are no echo of ours; the replies of the others are settled as sent."""
    if not any(item.own for item in items):
        return list(items)
    found = explained(items, in_flight(lane.organisation_id, lane.channel_id))
    for outbox_id, item in sorted(found.items()):
        sent = Sent(external_id=item.external_id, sent_at=item.sent_at, url=item.url)
        settle_sent(lane.organisation_id, outbox_id, sent)
    adopted = {(item.kind, item.external_id) for item in found.values()}
    return [item for item in items if (item.kind, item.external_id) not in adopted]
