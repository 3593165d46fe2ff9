"""Opening a channel: the account's row and its streams."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Now

from inbox.models import Channel, Stream
from inbox.models.channels import Health


def open_channel(
    *,
    brand_id: int,
    network: str,
    name: str,
    handle: str,
    account_id: str,
    kinds: Sequence[str],
) -> int:
    """The id of the channel of this account, made or brought back to life. Needs the
    organisation's door."""
    channel, _ = Channel.objects.update_or_create(
        network=network,
        account_id=account_id,
        defaults={
            "brand_id": brand_id,
            "name": name,
            "handle": handle,
            "health": Health.OK,
            "health_note": "",
        },
    )
    for kind in kinds:
        # A stream that waited for a new access is due at once.
        Stream.objects.update_or_create(
            channel=channel, kind=kind, defaults={"next_poll_at": Now(), "failures": 0}
        )
    return channel.id
