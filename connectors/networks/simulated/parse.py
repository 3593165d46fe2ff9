"""Their JSON to our items. An item that does not look as promised raises KeyError, TypeError or
ValueError."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox.networks.items import Author, IncomingItem, Sent


def author(given: dict[str, Any]) -> Author:
    return Author(_id(given["id"]), str(given["handle"]), str(given.get("name") or ""))


def post(given: dict[str, Any], account_id: str) -> IncomingItem:
    who = author(given["author"])
    parent = given.get("in_reply_to")
    return IncomingItem(
        external_id=_id(given["id"]),
        kind="post",
        author=who,
        own=who.external_id == account_id,
        text=_text(given["text"]),
        sent_at=_time(given["created_at"]),
        in_reply_to=None if parent is None else _id(parent),
        conversation=None,
        visibility="public",
        url=str(given.get("url") or ""),
    )


def private_message(given: dict[str, Any], account_id: str) -> IncomingItem:
    who = author(given["author"])
    return IncomingItem(
        external_id=_id(given["id"]),
        kind="private",
        author=who,
        own=who.external_id == account_id,
        text=_text(given["text"]),
        sent_at=_time(given["created_at"]),
        in_reply_to=None,
        conversation=_id(given["conversation_id"]),
        visibility="private",
    )


def sent(given: dict[str, Any]) -> Sent:
    at = _time(given["created_at"])
    return Sent(_id(given["id"]), at, str(given.get("url") or ""))


def _id(given: Any) -> str:
    """Ids are opaque text: not to be read as numbers, not to be empty."""
    if not isinstance(given, str) or not given:
        raise ValueError("an id is missing")
    return given


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError("a text is missing")
    return given


def _time(given: Any) -> datetime:
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError("a time has no zone")
    return at
