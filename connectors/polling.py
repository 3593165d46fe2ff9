"""Fetches what is new. A walk may stop between any two pages and go on elsewhere: the cursor is
stored with each page, in the transaction that stores its items."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError

from care.core.errors import CareError
from care.core.tenancy import organisation_door
from connectors import pace
from connectors.access import access_of
from connectors.errors import AdapterError
from connectors.protocol import Access, Adapter
from connectors.registry import adapter_of
from inbox.flow.ingest import receive
from inbox.flow.ingest.streams import (
    ClaimedStream,
    StreamRef,
    claim_stream,
    due_streams,
    stream_failed,
    stream_polled,
)
from inbox.networks.capabilities import UnknownNetwork
from inbox.networks.items import StreamKind

logger = logging.getLogger(__name__)

# One task gives way after this long, so that what else is due gets its turn; beat rings again.
TASK_SECONDS = 5.0
WALK_SECONDS = 3.0
PAGES = 50
# Longer than the slowest page after the last look at the clock.
LEASE_SECONDS = 180
AT_ONCE = 20


def poll_due(*, between: Callable[[], object] = lambda: None) -> int:
    """The number of streams polled. `between` is called before each of them."""
    ends = time.monotonic() + TASK_SECONDS
    polled = 0
    while time.monotonic() < ends:
        claimed = 0
        for ref in due_streams(AT_ONCE):
            between()
            if time.monotonic() > ends:
                break
            claimed += poll(ref)
        if not claimed:
            break
        polled += claimed
    return polled


def poll(ref: StreamRef) -> bool:
    """One stream, if it is still due and nobody else has it."""
    claimed = claim_stream(ref, LEASE_SECONDS)
    if claimed is None:
        return False
    try:
        adapter = adapter_of(claimed.network)
        with organisation_door(claimed.organisation_id):
            access = access_of(
                adapter, channel_id=claimed.channel_id, account_id=claimed.account_id
            )
        complete = _walk(claimed, adapter, access)
    except AdapterError as error:
        _give_up(claimed, error)
    except (CareError, UnknownNetwork) as error:
        stream_failed(claimed, str(error), retry_in=pace.DEAD)
    except OperationalError as error:
        logger.warning("stream %s: %s", claimed.stream_id, type(error).__name__)
        sentence = "The messages could not be stored; Care tries again."
        stream_failed(claimed, sentence, retry_in=pace.after_failures(claimed.failures))
    except Exception:
        # A fault of ours in one stream must not keep the others waiting.
        logger.exception("stream %s cannot be polled", claimed.stream_id)
        sentence = "Care failed to read this channel; its log says why."
        stream_failed(claimed, sentence, retry_in=pace.LONGEST)
    else:
        again = pace.around(_interval(adapter)) if complete else 0.0
        stream_polled(claimed, poll_again_in=again)
    return True


def _walk(claimed: ClaimedStream, adapter: Adapter, access: Access) -> bool:
    """Whether the walk came to its end. The network is called outside any transaction."""
    ends = time.monotonic() + WALK_SECONDS
    cursor = claimed.cursor
    kind: StreamKind = "mentions" if claimed.kind == "mentions" else "private"
    for _ in range(PAGES):
        page = adapter.fetch(access, kind, cursor)
        cursor = page.cursor
        receipt = receive(
            organisation_id=claimed.organisation_id,
            channel_id=claimed.channel_id,
            stream_id=claimed.stream_id,
            items=page.items,
            cursor_after=cursor,
        )
        if receipt.parked:
            logger.warning("stream %s: %s items parked", claimed.stream_id, receipt.parked)
        if not page.more:
            return True
        if time.monotonic() > ends:
            break
    return False


def _give_up(claimed: ClaimedStream, error: AdapterError) -> None:
    logger.warning(
        "stream %s: poll failed, permanent=%s dead=%s",
        *(claimed.stream_id, error.permanent, error.dead_token),
    )
    if error.dead_token:
        wait = pace.DEAD
    elif error.retry_after is not None:
        wait = pace.after_request(error.retry_after)
    else:
        wait = pace.after_failures(claimed.failures)
    stream_failed(claimed, error.sentence, retry_in=wait, dead=error.dead_token)


def _interval(adapter: Adapter) -> float:
    wished: int | None = settings.POLL_SECONDS
    return wished or adapter.poll_seconds
