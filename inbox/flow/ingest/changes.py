"""Edits and deletions come in: one transaction a page, in any order, each as often as it likes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.utils import timezone

from care.core.bulk import fetch, insert_rows, run
from care.core.text import faithful
from inbox.flow.ingest.page import lane_of, save_cursor
from inbox.flow.ingest.patience import TRIES, can_try_again, page_door
from inbox.flow.lanes import lock_lane
from inbox.flow.revise import Key, key_of, revise
from inbox.networks.items import Change

logger = logging.getLogger(__name__)

PAGE = 100
# A change whose message did not come by then belongs to a message that never will.
WAITS = timedelta(days=30)
_OF_KEYS = (
    "organisation_id = %s AND channel_id = %s"
    " AND (kind, external_id) IN (SELECT unnest(%s::text[]), unnest(%s::text[]))"
)


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
            with page_door(organisation_id):
                return _store(organisation_id, channel_id, stream_id, changes, cursor)
        except OperationalError as error:  # deadlock, lock time-out, lost connection
            kind = type(error).__name__
            logger.warning("changes of channel %s: %s, attempt %s", channel_id, kind, attempt)
            if not can_try_again(attempt):
                raise
    raise AssertionError("unreachable")


def _store(
    organisation_id: int,
    channel_id: int,
    stream_id: int | None,
    changes: Sequence[Change],
    cursor: dict[str, Any] | None,
) -> int:
    """Needs the organisation's door."""
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
            f"DELETE FROM inbox_parkeditem WHERE {_OF_KEYS}",
            [organisation_id, channel_id, *_columns(gone)],
        )


def _keep_early(
    organisation_id: int, channel_id: int, changes: Iterable[Change], missing: set[Key]
) -> None:
    """Of each message every edit, so that what it said before can be shown; or its deletion alone.
    Needs the channel's lane."""
    waiting = [change for change in changes if key_of(change) in missing]
    if not waiting:
        return
    place = (organisation_id, channel_id)
    kept = _worth_keeping(waiting, _deleted_before(place, missing))
    gone = [key_of(change) for change in kept if change.what == "deleted"]
    if gone:
        run(f"DELETE FROM inbox_earlychange WHERE {_OF_KEYS}", [*place, *_columns(gone)])
    insert_rows(
        "inbox_earlychange",
        ("organisation_id", "channel_id", "kind", "external_id", "what", "text", "at"),
        [(*place, c.kind, c.external_id, c.what, c.text, c.at) for c in kept],
        conflict="ON CONFLICT (organisation_id, channel_id, kind, external_id, at) DO NOTHING",
    )
    run(
        "DELETE FROM inbox_earlychange WHERE organisation_id = %s AND channel_id = %s AND at < %s",
        [*place, timezone.now() - WAITS],
    )


def _worth_keeping(waiting: Sequence[Change], deleted: set[Key]) -> list[Change]:
    """Nothing of what is deleted already; of what is deleted now, the deletion."""
    now_deleted: dict[Key, Change] = {}
    for change in waiting:
        if change.what == "deleted":
            now_deleted.setdefault(key_of(change), change)
    deletions = [one for key, one in now_deleted.items() if key not in deleted]
    over = deleted | now_deleted.keys()
    # Two edits of one moment are one: the first that was told.
    edits = {(key_of(one), one.at): one for one in reversed(waiting)}
    return [*deletions, *(one for (key, _), one in edits.items() if key not in over)]


def _deleted_before(place: tuple[int, int], keys: Iterable[Key]) -> set[Key]:
    return set(
        fetch(
            f"SELECT kind, external_id FROM inbox_earlychange WHERE {_OF_KEYS}"
            " AND what = 'deleted'",
            [*place, *_columns(keys)],
        )
    )


def _columns(keys: Iterable[Key]) -> tuple[list[str], list[str]]:
    listed = list(keys)
    return [kind for kind, _ in listed], [external_id for _, external_id in listed]
