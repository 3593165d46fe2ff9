"""The door in: one transaction a page, tried again when the database says so, item by item when
the data are at fault."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connection
from django.utils import timezone

from care.core.tenancy import organisation_door
from inbox.flow.ingest import write
from inbox.flow.ingest.page import Receipt, clean, lane_of, save_cursor, store_page
from inbox.networks.items import IncomingItem

logger = logging.getLogger(__name__)

PAGE = 100
TRIES = 4
# A page waits this long for a row before it gives up and is tried again.
_LIMITS = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'"


def receive(
    *,
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    items: Sequence[IncomingItem],
    cursor_after: dict[str, Any] | None,
    case_window: timedelta | None = None,
) -> Receipt:
    """Store the items, in the order they came or any other, once each, and move the stream's
    cursor with the last of them. More than a page's worth is cut into pages.

    Raises OperationalError when the database stays away; nothing of the failing page is stored
    then, and the cursor stands where it was. `case_window` overrides the organisation's.
    """
    pages = [items[start : start + PAGE] for start in range(0, len(items), PAGE)] or [items]
    receipt = Receipt()
    for number, page in enumerate(pages, start=1):
        cursor = cursor_after if number == len(pages) else None
        receipt += _receive_page(
            organisation_id, channel_id, stream_id, page, cursor, case_window
        )
    return receipt


def _receive_page(
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    items: Sequence[IncomingItem],
    cursor: dict[str, Any] | None,
    case_window: timedelta | None,
) -> Receipt:
    for attempt in range(1, TRIES + 1):
        try:
            with organisation_door(organisation_id):
                return _store(organisation_id, channel_id, stream_id, items, cursor, case_window)
        except OperationalError as error:  # deadlock, lock time-out, lost connection
            logger.warning(
                "page of channel %s: %s, attempt %s", channel_id, type(error).__name__, attempt
            )
            if attempt == TRIES:
                raise
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            time.sleep(random.uniform(0.05, 0.2) * attempt)
        except (DataError, IntegrityError, ValueError) as error:
            if len(items) == 1:
                return _park(organisation_id, channel_id, stream_id, items[0], cursor, error)
            logger.warning(
                "page of channel %s: %s; going on item by item", channel_id, type(error).__name__
            )
            return _one_by_one(
                organisation_id, channel_id, stream_id, items, cursor, case_window
            )
    raise AssertionError("unreachable")


def _store(
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    items: Sequence[IncomingItem],
    cursor: dict[str, Any] | None,
    case_window: timedelta | None,
) -> Receipt:
    """Needs the organisation's door."""
    with connection.cursor() as database:
        database.execute(_LIMITS)
    lane = lane_of(organisation_id, channel_id, case_window)
    receipt = store_page(lane, [clean(item) for item in items])
    save_cursor(lane, stream_id, cursor)
    return receipt


def _one_by_one(
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    items: Sequence[IncomingItem],
    cursor: dict[str, Any] | None,
    case_window: timedelta | None,
) -> Receipt:
    receipt = Receipt()
    for number, item in enumerate(items, start=1):
        last = cursor if number == len(items) else None
        receipt += _receive_page(
            organisation_id, channel_id, stream_id, [item], last, case_window
        )
    return receipt


def _park(
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    item: IncomingItem,
    cursor: dict[str, Any] | None,
    error: Exception,
) -> Receipt:
    logger.error("an item of channel %s was parked: %s", channel_id, type(error).__name__)
    reason = str(error) if isinstance(error, ValueError) else type(error).__name__
    with organisation_door(organisation_id):
        write.park((organisation_id, channel_id), item, reason, timezone.now())
        save_cursor(lane_of(organisation_id, channel_id), stream_id, cursor)
    return Receipt(parked=1)
