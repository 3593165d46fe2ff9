"""Edits and deletions come in: one transaction a page, in any order, each as often as it likes."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection
from django.utils import timezone

from care.core.bulk import insert_rows, run
from care.core.tenancy import organisation_door
from care.core.text import faithful
from inbox.flow.ingest.page import lane_of, save_cursor
from inbox.flow.lanes import lock_lane
from inbox.flow.revise import Key, key_of, revise
from inbox.networks.items import Change

logger = logging.getLogger(__name__)

PAGE = 100
TRIES = 4
# A change whose message did not come by then belongs to a message that never will.
WAITS = timedelta(days=30)
_LIMITS = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'"


def receive_changes(
    *,
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    changes: Sequence[Change],
    cursor_after: dict[str, Any] | None,
) -> int:
    """Apply the changes and move the stream's cursor with the last of them. Gives the number of
    messages that they were about and that are here; the others wait for their message.

    Raises OperationalError when the database stays away; the cursor stands where it was then.
    """
    usable = [cleaned for change in changes if (cleaned := _clean(change)) is not None]
    if len(usable) < len(changes):
        unusable = len(changes) - len(usable)
        logger.warning("channel %s: %s changes name no message", channel_id, unusable)
    pages = [usable[start : start + PAGE] for start in range(0, len(usable), PAGE)] or [usable]
    here = 0
    for number, page in enumerate(pages, start=1):
        cursor = cursor_after if number == len(pages) else None
        here += _receive_page(organisation_id, channel_id, stream_id, page, cursor)
    return here


def _clean(change: Change) -> Change | None:
    unusable = not change.external_id or faithful(change.external_id, limit=300) != (
        change.external_id
    )
    if unusable or not 1970 <= change.at.year <= 2200:
        return None
    return replace(change, text=faithful(change.text))


def _receive_page(
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    changes: Sequence[Change],
    cursor: dict[str, Any] | None,
) -> int:
    for attempt in range(1, TRIES + 1):
        try:
            with organisation_door(organisation_id):
                return _store(organisation_id, channel_id, stream_id, changes, cursor)
        except OperationalError as error:  # deadlock, lock time-out, lost connection
            kind = type(error).__name__
            logger.warning("changes of channel %s: %s, attempt %s", channel_id, kind, attempt)
            if attempt == TRIES:
                raise
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            time.sleep(random.uniform(0.05, 0.2) * attempt)
    raise AssertionError("unreachable")


def _store(
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    changes: Sequence[Change],
    cursor: dict[str, Any] | None,
) -> int:
    """Needs the organisation's door."""
    with connection.cursor() as database:
        database.execute(_LIMITS)
    here = 0
    if changes:
        lock_lane(channel_id)
        missing = revise(organisation_id, channel_id, changes)
        here = len({key_of(change) for change in changes} - missing)
        _keep_early(organisation_id, channel_id, changes, missing)
        _forget_parked(organisation_id, channel_id, changes)
    save_cursor(lane_of(organisation_id, channel_id), stream_id, cursor)
    return here


def _forget_parked(organisation_id: int, channel_id: int, changes: Iterable[Change]) -> None:
    """Nobody reads on the page of what is stuck what its author has deleted."""
    gone = [key_of(change) for change in changes if change.what == "deleted"]
    if gone:
        run(
            "DELETE FROM inbox_parkeditem WHERE organisation_id = %s AND channel_id = %s"
            " AND (kind, external_id) IN (SELECT unnest(%s::text[]), unnest(%s::text[]))",
            [organisation_id, channel_id, [kind for kind, _ in gone], [id_ for _, id_ in gone]],
        )


def _keep_early(
    organisation_id: int, channel_id: int, changes: Iterable[Change], missing: set[Key]
) -> None:
    """Of each message the change that counts: a deletion, else the latest edit."""
    if not missing:
        return
    last: dict[Key, Change] = {}
    for change in sorted(changes, key=lambda change: (change.what == "deleted", change.at)):
        if key_of(change) in missing:
            last[key_of(change)] = change
    place = (organisation_id, channel_id)
    insert_rows(
        "inbox_earlychange",
        ("organisation_id", "channel_id", "kind", "external_id", "what", "text", "at"),
        [(*place, c.kind, c.external_id, c.what, c.text, c.at) for c in last.values()],
        conflict="ON CONFLICT (organisation_id, channel_id, kind, external_id) DO UPDATE"
        " SET what = EXCLUDED.what, text = EXCLUDED.text, at = EXCLUDED.at"
        " WHERE inbox_earlychange.what <> 'deleted'"
        " AND (EXCLUDED.what = 'deleted' OR EXCLUDED.at > inbox_earlychange.at)",
    )
    run(
        "DELETE FROM inbox_earlychange WHERE organisation_id = %s AND channel_id = %s AND at < %s",
        [*place, timezone.now() - WAITS],
    )
