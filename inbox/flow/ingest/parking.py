"""Items that cannot be stored: kept with their reason, so that nothing is lost unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from care.core.bulk import insert_rows
from care.core.text import faithful
from inbox.networks.items import IncomingItem, Unreadable

# Of what an adapter could not read, as much as a person can look at.
DEEP = 12
LONG = 10_000
MANY = 200

Place = tuple[int, int]  # organisation, channel


def park(place: Place, item: IncomingItem, reason: str, now: datetime) -> None:
    content = {
        "external_id": item.external_id,
        "author": item.author.external_id,
        "handle": item.author.handle,
        "display_name": item.author.display_name,
        "text": item.text,
        "sent_at": item.sent_at.isoformat(),
        "in_reply_to": item.in_reply_to,
        "conversation": item.conversation,
        "visibility": item.visibility,
        "url": item.url,
    }
    storable: dict[str, Any] = {name: value and faithful(value) for name, value in content.items()}
    storable["own"] = item.own
    _write(place, [(item.kind, item.external_id, storable, reason)], now)


def park_unreadable(place: Place, items: Sequence[Unreadable], now: datetime) -> None:
    # The same item twice on a page is one: a row cannot be written twice by one statement.
    once = {(item.kind, item.external_id): item for item in items}
    rows = [(item.kind, item.external_id, _plain(item.raw), item.reason) for item in once.values()]
    _write(place, rows, now)


def _write(place: Place, rows: Sequence[tuple[str, str, Any, str]], now: datetime) -> None:
    """A second try only counts."""
    insert_rows(
        "inbox_parkeditem",
        ("organisation_id", "channel_id", "kind", "external_id", "item", "reason", "tries", "at"),
        [
            (*place, kind, _storable_id(external_id), item, faithful(reason, limit=400), 1, now)
            for kind, external_id, item, reason in rows
        ],
        conflict="ON CONFLICT (organisation_id, channel_id, kind, external_id)"
        " DO UPDATE SET tries = inbox_parkeditem.tries + 1, reason = EXCLUDED.reason",
    )


def _plain(value: Any, depth: int = 0) -> Any:
    """Any JSON as Postgres can store it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return faithful(value, limit=LONG)
    if depth < DEEP and isinstance(value, Mapping):
        pairs = list(value.items())[:MANY]
        return {faithful(str(name), limit=200): _plain(each, depth + 1) for name, each in pairs}
    if depth < DEEP and isinstance(value, list | tuple):
        return [_plain(each, depth + 1) for each in value[:MANY]]
    return faithful(str(value), limit=LONG)


def is_whole(value: Any, depth: int = 0) -> bool:
    """Nothing of what was kept can have been left out."""
    if isinstance(value, str):
        return len(value) < LONG
    if isinstance(value, Mapping):
        return depth < DEEP and len(value) < MANY and _all_whole(value.values(), depth)
    if isinstance(value, list):
        return depth < DEEP and len(value) < MANY and _all_whole(value, depth)
    return True


def _all_whole(values: Iterable[Any], depth: int) -> bool:
    return all(is_whole(each, depth + 1) for each in values)


def _storable_id(external_id: str) -> str:
    """The id as it is, or what can be stored of it and a digest that tells it from others."""
    cleaned = faithful(external_id, limit=300)
    if cleaned == external_id:
        return cleaned
    digest = hashlib.sha256(external_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{cleaned[:230]}…{digest}"
