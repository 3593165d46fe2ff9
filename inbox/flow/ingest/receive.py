"""The door in: one transaction a page, tried again when the database says so, item by item when
the data are at fault."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import DataError, IntegrityError, OperationalError
from django.utils import timezone

from care.core.garbage import uncollected
from care.core.tenancy import organisation_door
from inbox.flow.ingest import parking
from inbox.flow.ingest.page import Receipt, clean, lane_of, save_cursor, store_page
from inbox.flow.ingest.patience import TRIES, can_try_again, page_door
from inbox.flow.ingest.streams import kind_of
from inbox.networks.items import IncomingItem, Unreadable

logger = logging.getLogger(__name__)

Cursor = dict[str, Any]
PAGE = 100
# Refused by the database, or by our own code that did not expect such an item: that must not keep
# a stream standing before it for ever.
_FAULTS_OF_ITEMS = (
    *(DataError, IntegrityError, ValueError, TypeError),
    *(LookupError, AttributeError, AssertionError),
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where items go. `case_window` overrides the organisation's."""

    organisation_id: int
    channel_id: int
    stream_id: int | None
    case_window: timedelta | None


def receive(
    *,
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    items: Sequence[IncomingItem],
    cursor_after: Cursor | None,
    unreadable: Sequence[Unreadable] = (),
    case_window: timedelta | None = None,
) -> Receipt:
    """Store the items, in the order they came or any other, once each, and move the stream's
    cursor with the last of them. More than a page's worth is cut into pages. What the adapter
    could not read is parked first, so that the cursor never passes it.

    Raises OperationalError when the database stays away, at once when a caller's transaction is
    lost with it; nothing of the failing page is stored then, and the cursor stands where it was.
    `case_window` overrides the organisation's.
    """
    target = Target(organisation_id, channel_id, stream_id, case_window)
    pages = [items[start : start + PAGE] for start in range(0, len(items), PAGE)] or [items]
    receipt = _park_unreadable(target, unreadable)
    for number, page in enumerate(pages, start=1):
        cursor = cursor_after if number == len(pages) else None
        receipt += _receive_page(target, page, cursor)
    return receipt


def _receive_page(target: Target, items: Sequence[IncomingItem], cursor: Cursor | None) -> Receipt:
    for attempt in range(1, TRIES + 1):
        try:
            with uncollected(), page_door(target.organisation_id):
                return _store(target, items, cursor)
        except OperationalError as error:  # deadlock, lock time-out, lost connection
            _warn(target, error, f"attempt {attempt}")
            if not can_try_again(attempt):
                raise
        except _FAULTS_OF_ITEMS as error:
            if isinstance(error, IntegrityError) and attempt == 1:
                _warn(target, error, "once more")  # somebody else's commit may explain it
                continue
            if len(items) == 1:
                return _park(target, items[0], cursor, error)
            _warn(target, error, "going on item by item")
            return _one_by_one(target, items, cursor)
    raise AssertionError("unreachable")


def _warn(target: Target, error: Exception, what: str) -> None:
    logger.warning("page of channel %s: %s, %s", target.channel_id, type(error).__name__, what)


def _store(target: Target, items: Sequence[IncomingItem], cursor: Cursor | None) -> Receipt:
    """Needs the organisation's door."""
    lane = lane_of(target.organisation_id, target.channel_id, target.case_window)
    if target.stream_id is not None:
        lane = replace(lane, stream=kind_of(target.stream_id))
    receipt = store_page(lane, [clean(item) for item in items])
    save_cursor(lane, target.stream_id, cursor)
    return receipt


def _one_by_one(target: Target, items: Sequence[IncomingItem], cursor: Cursor | None) -> Receipt:
    receipt = Receipt()
    for number, item in enumerate(items, start=1):
        last = cursor if number == len(items) else None
        receipt += _receive_page(target, [item], last)
    return receipt


def _park_unreadable(target: Target, unreadable: Sequence[Unreadable]) -> Receipt:
    if unreadable:
        logger.error("channel %s: %s items cannot be read", target.channel_id, len(unreadable))
        with organisation_door(target.organisation_id):
            place = (target.organisation_id, target.channel_id)
            parking.park_unreadable(place, unreadable, timezone.now())
    return Receipt(parked=len(unreadable))


def _park(target: Target, item: IncomingItem, cursor: Cursor | None, error: Exception) -> Receipt:
    """A ValueError says what is wrong with the item; a database error quotes it, so that only its
    kind is kept."""
    logger.error("an item of channel %s was parked: %s", target.channel_id, type(error).__name__)
    reason = str(error) if isinstance(error, ValueError) else type(error).__name__
    with organisation_door(target.organisation_id):
        parking.park((target.organisation_id, target.channel_id), item, reason, timezone.now())
        lane = lane_of(target.organisation_id, target.channel_id)
        save_cursor(lane, target.stream_id, cursor)
    return Receipt(parked=1)
