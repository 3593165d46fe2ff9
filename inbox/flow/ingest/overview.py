"""How an organisation's channels are: what its settings show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inbox.flow.ingest.streams import StreamHealth, healths_of
from inbox.models import Channel


@dataclass(frozen=True, slots=True)
class ChannelState:
    id: int
    brand_id: int
    brand: str
    network: str
    name: str
    handle: str
    account_id: str
    health: str
    health_note: str
    disconnected_at: datetime | None
    limits: Mapping[str, int]
    history_until: datetime | None
    created_at: datetime
    streams: tuple[StreamHealth, ...]


def channel_states(channel_id: int | None = None) -> tuple[ChannelState, ...]:
    """All of them, or the one, if it is there. Needs the organisation's door; two queries."""
    rows = Channel.objects.select_related("brand").order_by("name", "id")
    if channel_id is not None:
        rows = rows.filter(id=channel_id)
    channels = list(rows)
    streams = healths_of([row.id for row in channels])
    return tuple(
        ChannelState(
            id=row.id,
            brand_id=row.brand_id,
            brand=row.brand.name,
            network=row.network,
            name=row.name,
            handle=row.handle,
            account_id=row.account_id,
            health=row.health,
            health_note=row.health_note,
            disconnected_at=row.disconnected_at,
            limits=row.limits,
            history_until=row.history_until,
            created_at=row.created_at,
            streams=tuple(streams[row.id]),
        )
        for row in channels
    )
