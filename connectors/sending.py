"""Sends replies that are due. A call whose outcome nobody knows is never repeated here; see
`connectors.looking`."""

from __future__ import annotations

import logging
import time
from functools import partial

from django.db import OperationalError

from care.core.errors import CareError
from care.core.tenancy import organisation_door
from connectors import pace
from connectors.access import access_of, is_current
from connectors.errors import AdapterError
from connectors.meter import heed
from connectors.protocol import Access, Adapter
from connectors.registry import adapter_of
from connectors.safely import safely
from inbox.flow.delivery import (
    ClaimedSend,
    SendRef,
    accepted,
    claim_send,
    doubtful,
    due_sends,
    kept_back,
    left,
    refused,
)
from inbox.flow.ingest.channels import channel_dead
from inbox.networks.capabilities import UnknownNetwork
from inbox.networks.items import Sent

logger = logging.getLogger(__name__)

# One task gives way after this long: whoever else waits for a worker gets a turn.
TASK_SECONDS = 5.0
# Longer than the slowest call: a reply whose lease ran out counts as possibly sent.
LEASE_SECONDS = 120
AT_ONCE = 50
TRIES_TO_STORE = 4


def send_due(*, seconds: float = TASK_SECONDS) -> int:
    """The number of replies tried. After `seconds` no further one is begun."""
    ends = time.monotonic() + seconds
    tried = 0
    while time.monotonic() < ends:
        sent = sum(
            safely(send, ref, log=logger, cannot="a reply cannot be sent")
            for ref in due_sends(AT_ONCE)
            if time.monotonic() < ends
        )
        tried += sent
        # A reply that waited for an earlier one of its case may be due now.
        if not sent:
            break
    return tried


def send(ref: SendRef) -> bool:
    """One reply, if it is still due and nobody else has it."""
    claimed = claim_send(ref, LEASE_SECONDS)
    if claimed is None:
        return False
    try:
        adapter = adapter_of(claimed.network)
        with organisation_door(claimed.organisation_id):
            access = access_of(
                adapter,
                channel_id=claimed.channel_id,
                account_id=claimed.account_id,
                priority="send",
            )
    except UnknownNetwork as error:
        refused(claimed, str(error), permanent=True)
        return True
    except CareError as error:
        _lost_access(claimed, error.sentence)
        return True
    _call(claimed, adapter, access)
    return True


def _call(claimed: ClaimedSend, adapter: Adapter, access: Access) -> None:
    try:
        sent = adapter.send(access, claimed.reply)
    except AdapterError as error:
        heed(access, error)
        _not_accepted(claimed, access, error)
    except Exception:
        # The request may have left before our own code failed.
        logger.exception("reply %s: the adapter failed", claimed.outbox_id)
        doubtful(claimed, "Care failed while it was sending this reply; its log says why.")
    else:
        _store(claimed, sent)


def _not_accepted(claimed: ClaimedSend, access: Access, error: AdapterError) -> None:
    if error.fetched:
        left(claimed, still_fetched=partial(is_current, access, claimed.channel_id))
        return
    logger.warning(
        "reply %s: not accepted, permanent=%s doubt=%s",
        *(claimed.outbox_id, error.permanent, error.doubt),
    )
    if error.already or error.doubt:
        doubtful(claimed, error.sentence, already=error.already)
    elif error.dead_token:
        _lost_access(claimed, error.sentence)
    elif error.retry_after is not None and not error.permanent:
        wait = pace.after_request(error.retry_after)
        refused(claimed, error.sentence, permanent=False, retry_in=wait, asked=True)
    else:
        wait = pace.after_failures(claimed.attempt - 1)
        refused(claimed, error.sentence, permanent=error.permanent, retry_in=wait)


def _lost_access(claimed: ClaimedSend, sentence: str) -> None:
    """No fault of the reply: it waits until the channel is connected again."""
    kept_back(claimed, sentence)
    channel_dead(claimed.organisation_id, claimed.channel_id, sentence)


def _store(claimed: ClaimedSend, sent: Sent) -> None:
    """The network has it: losing that knowledge to a passing lock would make it `unknown`."""
    for attempt in range(1, TRIES_TO_STORE + 1):
        try:
            accepted(claimed, sent)
            return
        except OperationalError:
            if attempt == TRIES_TO_STORE:
                raise
            time.sleep(pace.around(0.2 * attempt))
