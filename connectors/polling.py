"""Fetches what is new, from whichever streams are due. A walk may stop between any two pages and go
on elsewhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from care.core.errors import CareError
from care.core.tenancy import organisation_door
from connectors import pace
from connectors.access import access_of
from connectors.errors import AdapterError
from connectors.meter import Spent, heed
from connectors.profiles import look_up_profiles
from connectors.protocol import Adapter
from connectors.registry import adapter_of
from connectors.walks import Walked, walk
from inbox.flow.ingest.streams import (
    ClaimedStream,
    StreamRef,
    claim_stream,
    due_streams,
    stream_failed,
    stream_polled,
    stream_waits,
)
from inbox.networks.capabilities import UnknownNetwork

logger = logging.getLogger(__name__)

# One task gives way after this long, so that what else is due gets its turn; beat rings again.
TASK_SECONDS = 5.0
# A stream whose worker died is taken over after this long. A walk that takes longer loses nothing:
# another worker goes on beside it, and what both fetch is stored once.
LEASE_SECONDS = 60
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
        walked = _walk(claimed, adapter)
    except Spent as error:
        stream_waits(claimed, error.sentence, retry_in=pace.after_request(error.retry_after or 0))
    except AdapterError as error:
        _give_up(claimed, error)
    except (CareError, UnknownNetwork) as error:
        stream_failed(claimed, str(error), retry_in=pace.DEAD)
    except (OperationalError, InterfaceError) as error:
        connection.close_if_unusable_or_obsolete()
        logger.warning("stream %s: %s", claimed.stream_id, type(error).__name__)
        sentence = "The messages could not be stored; Care tries again."
        stream_failed(claimed, sentence, retry_in=pace.after_failures(claimed.failures))
    except Exception:
        # A fault of ours in one stream must not keep the others waiting.
        logger.exception("stream %s cannot be polled", claimed.stream_id)
        sentence = "Care failed to read this channel; its log says why."
        stream_failed(claimed, sentence, retry_in=pace.LONGEST)
    else:
        _go_on(claimed, adapter, walked)
    return True


def _walk(claimed: ClaimedStream, adapter: Adapter) -> Walked:
    """An access is tried once more before it is taken for gone."""
    with organisation_door(claimed.organisation_id):
        access = access_of(
            adapter,
            channel_id=claimed.channel_id,
            account_id=claimed.account_id,
            priority="changes" if claimed.kind == "changes" else "ingest",
        )
    try:
        return walk(claimed, adapter, access)
    except AdapterError as error:
        heed(access, error)
        if not error.dead_token:
            raise
    return walk(claimed, adapter, access)


def _go_on(claimed: ClaimedStream, adapter: Adapter, walked: Walked) -> None:
    if not walked.complete:
        stream_polled(claimed, poll_again_in=0.0, brought_new=walked.brought_new)
        return
    wait = pace.around(_interval(claimed, adapter, walked))
    stream_polled(claimed, poll_again_in=wait, brought_new=walked.brought_new)
    look_up_profiles(claimed, adapter, brought_new=walked.brought_new)


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


def _interval(claimed: ClaimedStream, adapter: Adapter, walked: Walked) -> float:
    wished: int | None = settings.POLL_SECONDS
    silent = None
    if walked.brought_new:
        silent = 0.0
    elif claimed.last_new_at is not None:
        silent = (timezone.now() - claimed.last_new_at).total_seconds()
    changes = claimed.kind == "changes"
    return pace.interval(wished or adapter.poll_seconds, silent, changes=changes)
