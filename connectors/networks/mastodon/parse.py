"""A server's JSON to our items. What does not look as promised raises one of reading.MISREAD."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.networks.mastodon.plain import plain
from connectors.networks.reading import identity, words_of
from inbox.networks.items import (
    Author,
    IncomingItem,
    ItemKind,
    Media,
    MediaKind,
    Profile,
    Sent,
    Visibility,
)

# Conversation keys longer than this are digested.
LONGEST = 120
KINDS: Mapping[str, MediaKind] = {
    "image": "picture",
    "gifv": "video",
    "video": "video",
    "audio": "audio",
}


def author(given: Mapping[str, Any]) -> Author:
    """Of this server "ann", of another "ann@example.org": two people, and two ids."""
    name = str(given.get("display_name") or "")
    return Author(identity(given["id"]), str(given["acct"]), name)


def mention(given: Mapping[str, Any], account_id: str) -> IncomingItem:
    return status(given["status"], account_id)


def status(given: Mapping[str, Any], account_id: str, expected: str = "") -> IncomingItem:
    who = author(given["account"])
    own = who.external_id == account_id
    parent = given.get("in_reply_to_id")
    kind, visibility = kind_of(given)
    written = text(given)
    addressed = own and (parent is not None or kind == "private")
    return IncomingItem(
        external_id=identity(given["id"]),
        kind=kind,
        author=who,
        own=own,
        text=words_of(written, expected=expected) if addressed else written,
        sent_at=_time(given["created_at"]),
        in_reply_to=None if kind == "private" or parent is None else identity(parent),
        conversation=conversation(given, account_id) if kind == "private" else None,
        visibility=visibility,
        url=str(given.get("url") or given.get("uri") or ""),
        media=media(given),
    )


def kind_of(given: Mapping[str, Any]) -> tuple[ItemKind, Visibility]:
    """Direct posts are private messages. What only followers see, or what a server has invented
    between that and public, is a post that not everybody can read."""
    reach = given["visibility"]
    if reach == "direct":
        return "private", "private"
    return "post", "public" if reach in ("public", "unlisted") else "private"


def conversation(given: Mapping[str, Any], account_id: str) -> str:
    """Servers have no name for a conversation that its posts would carry; the people in it are one
    that holds on all of them, whatever was answered to what."""
    people = {identity(given["account"]["id"])}
    people.update(identity(one["id"]) for one in given.get("mentions") or ())
    key = ",".join(sorted(people - {account_id})) or account_id
    if len(key) > LONGEST:
        key = hashlib.sha256(key.encode()).hexdigest()
    return f"direct:{key}"


def text(given: Mapping[str, Any]) -> str:
    markup = given["content"]
    if not isinstance(markup, str):
        raise TypeError("a text is missing")
    accounts = {one["url"]: one["acct"] for one in given.get("mentions") or () if one.get("url")}
    written = plain(markup, accounts=accounts)
    warning = str(given.get("spoiler_text") or "").strip()
    return f"{warning}\n\n{written}".strip() if warning else written


def sent(given: Mapping[str, Any]) -> Sent:
    at = _time(given["created_at"])
    return Sent(identity(given["id"]), at, str(given.get("url") or given.get("uri") or ""))


def edited_at(given: Mapping[str, Any]) -> datetime | None:
    return _time(given["edited_at"]) if given.get("edited_at") else None


def longest(given: Mapping[str, Any]) -> int:
    """Characters of a post; servers of other makes write it elsewhere."""
    statuses = (given.get("configuration") or {}).get("statuses") or {}
    return int(statuses.get("max_characters") or given.get("max_toot_chars") or 500)


def largest_picture(given: Mapping[str, Any]) -> int | None:
    """In bytes, where the server says so."""
    files = (given.get("configuration") or {}).get("media_attachments") or {}
    found = files.get("image_size_limit")
    return int(found) if found else None


def media(given: Mapping[str, Any]) -> tuple[Media, ...]:
    found = []
    for one in given.get("media_attachments") or ():
        # The server's own copy; while it has none, where the picture came from.
        where = one.get("url") or one.get("remote_url")
        if where:
            kind = KINDS.get(str(one.get("type")), "file")
            found.append(Media(kind, str(where), alt=str(one.get("description") or "")))
    return tuple(found)


def profile(given: Mapping[str, Any]) -> Profile:
    who = author(given)
    facts = {
        "bio": plain(str(given.get("note") or ""), accounts={}),
        "since": str(given.get("created_at") or "")[:10],
        "followers": given.get("followers_count"),
    }
    kept = {name: fact for name, fact in facts.items() if fact or fact == 0}
    return Profile(who.external_id, who.handle, who.display_name, kept)


def _time(given: Any) -> datetime:
    at = datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError("a time has no zone")
    return at
