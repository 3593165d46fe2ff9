"""What a network tells about the customers somebody may be talking to. The least urgent of all
calls: right after a walk, one batch, of what the meter leaves."""

from __future__ import annotations

import logging

from django.utils import timezone

from care.core.tenancy import organisation_door
from connectors.access import access_of
from connectors.errors import AdapterError
from connectors.meter import Spent, heed
from connectors.protocol import Adapter
from inbox.flow.ingest.profiles import store_profiles, wanted_profiles
from inbox.flow.ingest.streams import ClaimedStream
from inbox.networks.items import Profile

logger = logging.getLogger(__name__)


def look_up_profiles(claimed: ClaimedStream, adapter: Adapter, *, brought_new: bool) -> None:
    """After a walk that brought somebody, and otherwise once a minute for who is left. Never
    raises: the stream itself was read."""
    if claimed.kind == "changes" or not (brought_new or _is_first_of_minute(claimed)):
        return
    try:
        wanted = wanted_profiles(claimed)
        if wanted:
            store_profiles(claimed, wanted, _ask(claimed, adapter, wanted))
    except Spent:
        return  # whoever is left is asked for when the limit allows it
    except AdapterError as error:
        logger.warning("channel %s: no profiles, %s", claimed.channel_id, error.permanent)
    except Exception:
        logger.exception("channel %s: profiles cannot be looked up", claimed.channel_id)


def _is_first_of_minute(claimed: ClaimedStream) -> bool:
    now = timezone.now().replace(second=0, microsecond=0)
    return claimed.polled_at is None or claimed.polled_at < now


def _ask(claimed: ClaimedStream, adapter: Adapter, wanted: list[str]) -> tuple[Profile, ...]:
    with organisation_door(claimed.organisation_id):
        access = access_of(
            adapter,
            channel_id=claimed.channel_id,
            account_id=claimed.account_id,
            priority="profiles",
        )
    try:
        return adapter.profiles(access, wanted)
    except AdapterError as error:
        heed(access, error)
        if error.permanent and not error.dead_token:
            return ()  # it will not tell about them; they are asked for again with those of age
        raise
