"""Looks for replies whose answer was lost, among what the account itself wrote on its network."""

from __future__ import annotations

import logging
import time

from care.core.errors import CareError
from care.core.tenancy import organisation_door
from connectors import pace
from connectors.access import access_of
from connectors.errors import AdapterError
from connectors.meter import heed
from connectors.registry import adapter_of
from connectors.safely import safely
from inbox.flow.delivery import (
    ClaimedLook,
    SendRef,
    claim_look,
    due_looks,
    look_failed,
    looked,
)
from inbox.flow.ingest.channels import channel_dead
from inbox.networks.items import OwnPosts

logger = logging.getLogger(__name__)

# One task gives way after this long: whoever else waits for a worker gets a turn.
TASK_SECONDS = 5.0
# Longer than the slowest listing. A second look at the same time would do no harm.
LEASE_SECONDS = 180
AT_ONCE = 50


def look_due() -> int:
    """The number of replies looked for."""
    ends = time.monotonic() + TASK_SECONDS
    tried = 0
    for ref in due_looks(AT_ONCE):
        if time.monotonic() > ends:
            break
        tried += safely(look, ref, log=logger, cannot="a reply cannot be looked for")
    return tried


def look(ref: SendRef) -> bool:
    """One reply, if it is still in doubt and nobody else looks."""
    claimed = claim_look(ref, LEASE_SECONDS)
    if claimed is None:
        return False
    try:
        posts = _own_posts(claimed)
    except AdapterError as error:
        _not_seen(claimed, error)
    except CareError as error:
        logger.warning("reply %s: no access to look for it: %s", ref.outbox_id, error.code)
        look_failed(claimed)
    else:
        verdict = looked(claimed, posts)
        logger.info(
            "reply %s: looked for, %s", ref.outbox_id, verdict.value if verdict else "settled"
        )
    return True


def _own_posts(claimed: ClaimedLook) -> OwnPosts:
    """Nobody's transaction is open while the network is asked."""
    adapter = adapter_of(claimed.network)
    with organisation_door(claimed.organisation_id):
        access = access_of(
            adapter,
            channel_id=claimed.channel_id,
            account_id=claimed.account_id,
            priority="send",
        )
    try:
        return adapter.own_posts(access, claimed.reply, claimed.since)
    except AdapterError as error:
        heed(access, error)
        raise


def _not_seen(claimed: ClaimedLook, error: AdapterError) -> None:
    logger.warning("reply %s: the look failed, dead=%s", *(claimed.outbox_id, error.dead_token))
    wait = None if error.retry_after is None else pace.after_request(error.retry_after)
    look_failed(claimed, retry_in=wait)
    if error.dead_token:
        channel_dead(claimed.organisation_id, claimed.channel_id, error.sentence)
