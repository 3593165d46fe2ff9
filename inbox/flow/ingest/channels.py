"""Opening a channel, the account's row and its streams, and the end of its access."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models.functions import Now

from care.core import bell
from care.core.tenancy import organisation_door
from inbox.models import Channel, Stream
from inbox.models.channels import Health
from inbox.networks.items import Visibility

logger = logging.getLogger(__name__)

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def open_channel(
    *,
    brand_id: int,
    network: str,
    name: str,
    handle: str,
    account_id: str,
    kinds: Sequence[str],
    history_until: datetime | None = None,
    limits: Mapping[Visibility, int] | None = None,
) -> int:
    """The id of the channel of this account, made or brought back to life. Needs the
    organisation's door.

    `history_until` counts for a new channel only: what was written before a new access to an old
    one is work that waited. `limits` as in `Channel.limits`.
    """
    values: dict[str, Any] = {
        "brand_id": brand_id,
        "name": name,
        "handle": handle,
        "health": Health.OK,
        "health_note": "",
    }
    if limits is not None:
        values["limits"] = dict(limits)
    channel, _ = Channel.objects.update_or_create(
        network=network,
        account_id=account_id,
        defaults=values,
        create_defaults={**values, "history_until": history_until and _before(history_until)},
    )
    # A stream that waited for a new access is due at once, and asked often for a while.
    due = {"next_poll_at": Now(), "failures": 0, "last_error": "", "last_new_at": Now()}
    # Whoever is in the middle of a walk has the old access.
    due |= {"lease_token": None, "leased_until": None}
    for kind in kinds:
        Stream.objects.update_or_create(channel=channel, kind=kind, defaults=due)
    return channel.id


def _before(at: datetime) -> datetime:
    """Many networks tell time in whole seconds: what was written in the second of connecting may
    be new, and must not pass for history."""
    return at.replace(microsecond=0) - timedelta(microseconds=1)


def close_channel(channel_id: int, sentence: str) -> None:
    """Disconnected by a person: its streams are not asked any more, and nothing is sent. Needs the
    organisation's door.

    A worker in the middle of a walk loses its lease; the failure that is noted keeps its last word
    from bringing the channel back to life.
    """
    Channel.objects.filter(id=channel_id).update(health=Health.DEAD, health_note=sentence[:400])
    Stream.objects.filter(channel_id=channel_id).update(
        next_poll_at=NEVER, lease_token=None, leased_until=None, failures=1, last_error=""
    )


def channel_dead(organisation_id: int, channel_id: int, sentence: str) -> None:
    """The network says that the account's access is gone: nothing is sent until it is renewed.
    Its streams look at once whether they hear the same, and bring it back should they not."""
    with organisation_door(organisation_id):
        alive = Channel.objects.filter(id=channel_id).exclude(health=Health.DEAD)
        if alive.update(health=Health.DEAD, health_note=sentence[:400]):
            logger.warning("channel %s: its access is gone", channel_id)
            Stream.objects.filter(channel_id=channel_id, failures=0).update(next_poll_at=Now())
            bell.ring("connectors.poll_due")
