"""Fetches the files of customers' messages from where their networks keep them."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from care.core.errors import CareError
from care.core.tenancy import organisation_door
from care.core.tenancy.due import Due
from connectors.access import access_of
from connectors.errors import AdapterError
from connectors.protocol import Access
from connectors.registry import adapter_of
from connectors.safely import safely
from inbox.flow.ingest.files import (
    MOST_BYTES,
    ClaimedFile,
    claim_file,
    due_files,
    file_failed,
    keep_file,
)
from inbox.networks.capabilities import UnknownNetwork

logger = logging.getLogger(__name__)

# One task gives way after this long: whoever else waits for a worker gets a turn.
TASK_SECONDS = 5.0
# Longer than the slowest fetching and the largest picture take.
LEASE_SECONDS = 180
FETCH_SECONDS = 60.0
AT_ONCE = 20


def fetch_files() -> int:
    """The number of files tried."""
    ends = time.monotonic() + TASK_SECONDS
    tried = 0
    for due in due_files(AT_ONCE):
        if time.monotonic() > ends:
            break
        tried += safely(fetch, due, log=logger, cannot="a file cannot be fetched")
    return tried


def fetch(due: Due) -> bool:
    """One file, if it is still due and nobody else has it."""
    claimed = claim_file(due, LEASE_SECONDS)
    if claimed is None:
        return False
    try:
        content = _content(claimed)
    except AdapterError as error:
        logger.warning("file %s: not fetched, permanent=%s", due.row_id, error.permanent)
        file_failed(claimed, error.sentence, permanent=error.permanent)
    except CareError as error:
        file_failed(claimed, error.sentence, permanent=True)
    except UnknownNetwork as error:
        file_failed(claimed, str(error), permanent=True)
    else:
        keep_file(claimed, content)
    return True


def _content(claimed: ClaimedFile) -> bytes:
    """Nobody's transaction is open while the network is asked."""
    adapter = adapter_of(claimed.network)
    with organisation_door(claimed.organisation_id):
        access = access_of(adapter, channel_id=claimed.channel_id, account_id=claimed.account_id)
    return adapter.file(_patient(access), claimed.url)


def _patient(access: Access) -> Access:
    return replace(
        access, http=replace(access.http, max_bytes=MOST_BYTES, total_seconds=FETCH_SECONDS)
    )
