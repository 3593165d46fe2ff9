"""Sends replies that are due. A call whose outcome nobody knows is never repeated here."""

from __future__ import annotations

import logging
import time

from django.db import OperationalError

from care.core.errors import CareError
from care.core.tenancy import organisation_door
from connectors import pace
from connectors.access import access_of
from connectors.errors import AdapterError
from connectors.protocol import Access, Adapter
from connectors.registry import adapter_of
from inbox.flow.delivery import (
    ClaimedSend,
    SendRef,
    accepted,
    claim_send,
    doubtful,
    due_sends,
    refused,
)
from inbox.networks.capabilities import UnknownNetwork
from inbox.networks.items import Sent

logger = logging.getLogger(__name__)

TASK_SECONDS = 60.0
# Longer than the slowest call: a reply whose lease ran out counts as possibly sent.
LEASE_SECONDS = 120
AT_ONCE = 50
TRIES_TO_STORE = 4


def send_due() -> int:
    """The number of replies tried."""
    ends = time.monotonic() + TASK_SECONDS
    tried = 0
    for ref in due_sends(AT_ONCE):
        if time.monotonic() > ends:
            break
        try:
            tried += send(ref)
        except Exception:
            # One reply's fault keeps nobody else's waiting; its lease says what becomes of it.
            logger.exception("reply %s cannot be sent", ref.outbox_id)
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
                adapter, channel_id=claimed.channel_id, account_id=claimed.account_id
            )
    except (CareError, UnknownNetwork) as error:
        refused(claimed, str(error), permanent=True, retry_in=None)
        return True
    _call(claimed, adapter, access)
    return True


def _call(claimed: ClaimedSend, adapter: Adapter, access: Access) -> None:
    try:
        sent = adapter.send(access, claimed.reply)
    except AdapterError as error:
        _not_accepted(claimed, error)
    except Exception:
        # The request may have left before our own code failed.
        logger.exception("reply %s: the adapter failed", claimed.outbox_id)
        doubtful(claimed, "Care failed while it was sending this reply; its log says why.")
    else:
        _store(claimed, sent)


def _not_accepted(claimed: ClaimedSend, error: AdapterError) -> None:
    logger.warning(
        "reply %s: not accepted, permanent=%s doubt=%s",
        *(claimed.outbox_id, error.permanent, error.doubt),
    )
    if error.doubt:
        doubtful(claimed, error.sentence)
        return
    if error.retry_after is not None:
        wait = pace.after_request(error.retry_after)
    else:
        wait = pace.after_failures(claimed.attempt - 1)
    refused(claimed, error.sentence, permanent=error.permanent, retry_in=wait)


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
