"""Opening a channel, the account's row and its streams, and the end of its access."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models.functions import Now

from care.core import bell
from care.core.tenancy import organisation_door
from inbox.flow.ingest.checks import first_check
from inbox.flow.lanes import lock_lane
from inbox.models import Channel, Stream
from inbox.models.channels import Health
from routing.models import Brand

logger = logging.getLogger(__name__)

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_WORKS: Final[dict[str, Any]] = {
    "health": Health.OK,
    "health_note": "",
    "disconnected_at": None,
    "check_at": None,
    "checks": 0,
}


def brand_of(network: str, account_id: str) -> Brand | None:
    """Whom the account speaks for, if it has a channel. Needs the organisation's door."""
    known = Channel.objects.select_related("brand").filter(network=network, account_id=account_id)
    return next((channel.brand for channel in known), None)


def open_channel(
    *,
    brand_id: int,
    network: str,
    name: str,
    handle: str,
    account_id: str,
    kinds: Sequence[str],
    history_until: datetime | None = None,
    limits: Mapping[str, int] | None = None,
) -> int:
    """The id of the channel of this account, made or brought back to life. Needs the
    organisation's door.

    `brand_id`, `name` and `history_until` count for a new channel only: the cases of an old one
    keep its brand, people may know it by another name, and what was written before a new access is
    work that waited. `limits` as in `Channel.limits`.
    """
    known = Channel.objects.filter(network=network, account_id=account_id)
    for channel_id in known.values_list("id", flat=True):
        lock_lane(channel_id)
    values = _opened(handle, limits)
    new = {
        "brand_id": brand_id,
        "name": name,
        "history_until": history_until and _before(history_until),
    }
    channel, _ = Channel.objects.update_or_create(
        network=network,
        account_id=account_id,
        defaults=values,
        create_defaults={**values, **new},
    )
    _ask_at_once(channel.id, kinds)
    return channel.id


def hold_channel(channel_id: int) -> Channel:
    """The channel as it is now: nobody opens, closes or judges it until the transaction ends, and
    no reply of it is put down. Needs the organisation's door."""
    lock_lane(channel_id)
    return Channel.objects.select_for_update(no_key=True).get(id=channel_id)


def reopen_channel(
    channel: Channel,
    *,
    handle: str,
    kinds: Sequence[str],
    limits: Mapping[str, int] | None = None,
) -> None:
    """Its access works. `channel` is held, see above."""
    Channel.objects.filter(id=channel.id).update(**_opened(handle, limits))
    _ask_at_once(channel.id, kinds)


def _opened(handle: str, limits: Mapping[str, int] | None) -> dict[str, Any]:
    values = {**_WORKS, "handle": handle}
    if limits is not None:
        values["limits"] = dict(limits)
    return values


def _ask_at_once(channel_id: int, kinds: Sequence[str]) -> None:
    # A stream that waited for a new access is due at once, and asked often for a while.
    due = {"next_poll_at": Now(), "failures": 0, "last_error": "", "last_new_at": Now()}
    # Whoever is in the middle of a walk has the old access.
    due |= {"lease_token": None, "leased_until": None}
    for kind in kinds:
        Stream.objects.update_or_create(channel_id=channel_id, kind=kind, defaults=due)


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
    Channel.objects.filter(id=channel_id).update(
        health=Health.DEAD, health_note=sentence[:400], disconnected_at=Now(), check_at=None
    )
    Stream.objects.filter(channel_id=channel_id).update(
        next_poll_at=NEVER, lease_token=None, leased_until=None, failures=1, last_error=""
    )


def channel_dead(organisation_id: int, channel_id: int, sentence: str) -> None:
    """The network says that the account's access is gone: nothing is sent until it is renewed.
    Its streams look at once whether they hear the same, and bring it back should they not; one
    that has none is checked now and then."""
    with organisation_door(organisation_id):
        alive = Channel.objects.filter(id=channel_id).exclude(health=Health.DEAD)
        if alive.update(health=Health.DEAD, health_note=sentence[:400]):
            logger.warning("channel %s: its access is gone", channel_id)
            streams = Stream.objects.filter(channel_id=channel_id)
            if not streams.exists():
                first_check(channel_id)
            streams.filter(failures=0).update(next_poll_at=Now())
            bell.ring("connectors.poll_due")
