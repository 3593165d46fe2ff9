"""One walk over what a stream has to tell, page by page. The network is called outside any
transaction; the cursor is stored with each page, in the transaction that stores its items."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.errors import AdapterError
from connectors.protocol import Access, Adapter
from inbox.flow.ingest import receive
from inbox.flow.ingest.changes import receive_changes
from inbox.flow.ingest.streams import ClaimedStream, known_of
from inbox.networks.items import StreamKind

logger = logging.getLogger(__name__)

WALK_SECONDS = 3.0
PAGES = 50
# A page that leads to itself so many times leads nowhere.
REPEATS = 3

Cursor = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Walked:
    complete: bool
    """It came to its end; otherwise it gives way to others and goes on from its cursor."""
    brought_new: bool


@dataclass(frozen=True, slots=True)
class _Step:
    cursor: Cursor
    more: bool
    new: bool


def walk(claimed: ClaimedStream, adapter: Adapter, access: Access) -> Walked:
    way = _changes if claimed.kind == "changes" else _items
    take = way(claimed, adapter, access)
    ends = time.monotonic() + WALK_SECONDS
    cursor, new, repeats = claimed.cursor, False, 0
    for _ in range(PAGES):
        done = take(cursor)
        new = new or done.new
        if not done.more:
            return Walked(True, new)
        repeats = repeats + 1 if done.cursor == cursor else 0
        if repeats == REPEATS:
            raise AdapterError("The network gives the same page again and again.")
        cursor = done.cursor
        if time.monotonic() > ends:
            break
    return Walked(False, new)


Take = Callable[[Mapping[str, Any] | None], _Step]


def _items(claimed: ClaimedStream, adapter: Adapter, access: Access) -> Take:
    kind: StreamKind = "mentions" if claimed.kind == "mentions" else "private"

    def take(cursor: Mapping[str, Any] | None) -> _Step:
        page = adapter.fetch(access, kind, cursor)
        receipt = receive(
            organisation_id=claimed.organisation_id,
            channel_id=claimed.channel_id,
            stream_id=claimed.stream_id,
            items=page.items,
            unreadable=page.unreadable,
            cursor_after=page.cursor,
        )
        if receipt.parked:
            logger.warning("stream %s: %s items parked", claimed.stream_id, receipt.parked)
        return _Step(page.cursor, page.more, receipt.stored > 0)

    return take


def _changes(claimed: ClaimedStream, adapter: Adapter, access: Access) -> Take:
    known = known_of(claimed)

    def take(cursor: Mapping[str, Any] | None) -> _Step:
        page = adapter.changes(access, cursor, known)
        applied = receive_changes(
            organisation_id=claimed.organisation_id,
            channel_id=claimed.channel_id,
            stream_id=claimed.stream_id,
            changes=page.changes,
            cursor_after=page.cursor,
        )
        return _Step(page.cursor, page.more, applied > 0)

    return take
