"""Their JSON to our items. An item that does not look as promised raises KeyError, TypeError or
ValueError."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from connectors.networks.reading import MISREAD, identity
from inbox.networks.items import Author, Change, IncomingItem, Media, Profile, Sent

logger = logging.getLogger(__name__)
FACTS = ("bio", "location", "followers", "since")


def author(given: dict[str, Any]) -> Author:
    return Author(identity(given["id"]), str(given["handle"]), str(given.get("name") or ""))


def windows(given: dict[str, Any]) -> dict[str, int]:
    hours = given.get("private_window_hours")
    return {} if hours is None else {"private_hours": int(hours)}


def post(given: dict[str, Any], account_id: str) -> IncomingItem:
    who = author(given["author"])
    parent = given.get("in_reply_to")
    return IncomingItem(
        external_id=identity(given["id"]),
        kind="post",
        author=who,
        own=who.external_id == account_id,
        text=_text(given["text"]),
        sent_at=_time(given["created_at"]),
        in_reply_to=None if parent is None else identity(parent),
        conversation=None,
        visibility="public",
        url=str(given.get("url") or ""),
        media=media(given),
    )


def private_message(given: dict[str, Any], account_id: str) -> IncomingItem:
    who = author(given["author"])
    return IncomingItem(
        external_id=identity(given["id"]),
        kind="private",
        author=who,
        own=who.external_id == account_id,
        text=_text(given["text"]),
        sent_at=_time(given["created_at"]),
        in_reply_to=None,
        conversation=identity(given["conversation_id"]),
        visibility="private",
        media=media(given),
    )


def media(given: dict[str, Any]) -> tuple[Media, ...]:
    return tuple(
        Media(
            kind="picture" if str(one["type"]).startswith("image/") else "file",
            url=str(one["url"]),
            alt=str(one.get("alt") or ""),
            size=int(one.get("size") or 0),
        )
        for one in given.get("media") or ()
    )


def sent(given: dict[str, Any]) -> Sent:
    at = _time(given["created_at"])
    return Sent(identity(given["id"]), at, str(given.get("url") or ""))


def first_id(items: Sequence[Any]) -> str | None:
    """Of the first item that has one, be it readable otherwise or not."""
    ids = (item.get("id") for item in items if isinstance(item, dict))
    return next((one for one in ids if isinstance(one, str) and one), None)


def changes(given: Sequence[Any]) -> Iterator[Change]:
    """What cannot be read is passed over: there is no message yet on which it could be shown."""
    for one in given:
        try:
            yield change(one)
        except MISREAD:
            logger.warning("a change of %s cannot be read", first_id([one]))


def change(given: dict[str, Any]) -> Change:
    kind, what = given["kind"], given["what"]
    if kind not in ("post", "private") or what not in ("edited", "deleted"):
        raise ValueError("a change is of no known kind")
    text = _text(given["text"]) if what == "edited" else ""
    return Change(identity(given["id"]), kind, what, _time(given["at"]), text)


def profile(given: dict[str, Any]) -> Profile:
    who = author(given)
    facts = {name: given[name] for name in FACTS if isinstance(given.get(name), str | int)}
    told = {name: value for name, value in facts.items() if value != ""}
    return Profile(who.external_id, who.handle, who.display_name, told)


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError("a text is missing")
    return given


def _time(given: Any) -> datetime:
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError("a time has no zone")
    return at
