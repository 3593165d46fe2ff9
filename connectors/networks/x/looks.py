"""Looks at single things on X: what became of a reply, and of posts that are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from connectors.errors import AdapterError
from connectors.networks.reading import MISREAD, each
from connectors.networks.x import client, parse
from connectors.protocol import Access
from inbox.networks.items import Change, IncomingItem, Known, OutgoingReply, OwnPosts, Profile

# As many as X looks up at once.
AT_ONCE = 100
# An account that writes more than this while a reply is in doubt leaves it to a person.
PAGES = 5


def place_of(reply: OutgoingReply) -> dict[str, str]:
    """Where a direct message goes: its conversation, or the person."""
    if reply.conversation is not None:
        return {"dm_conversation_id": reply.conversation}
    if reply.recipient is not None:
        return {"participant_id": reply.recipient.external_id}
    raise AdapterError("A private message needs somebody to go to.", permanent=True)


def own_replies(access: Access, size: int, reply: OutgoingReply, since: datetime) -> OwnPosts:
    found: list[IncomingItem] = []
    query: dict[str, Any] = {"start_time": since}
    for _ in range(PAGES):
        given = client.own_posts(access, size, query).given
        read = partial(
            parse.post,
            known=parse.users(given),
            account_id=access.account_id,
            expected=reply.text,
        )
        items, unreadable = each(given.get("data") or (), read, "post")
        found += [item for item in items if item.in_reply_to == reply.in_reply_to]
        if unreadable:
            break
        query["pagination_token"] = (given.get("meta") or {}).get("next_token")
        if not query["pagination_token"]:
            return OwnPosts(tuple(found), complete=True)
    return OwnPosts(tuple(found), complete=False)


def own_messages(access: Access, size: int, reply: OutgoingReply, since: datetime) -> OwnPosts:
    found: list[IncomingItem] = []
    query: dict[str, Any] = dict(place_of(reply))
    for _ in range(PAGES):
        given = client.messages(access, size, query).given
        read = partial(parse.message, known=parse.users(given), account_id=access.account_id)
        items, unreadable = each(given.get("data") or (), read, "private")
        found += [item for item in items if item.own and item.sent_at >= since]
        if unreadable:
            break
        query["pagination_token"] = (given.get("meta") or {}).get("next_token")
        if not query["pagination_token"] or any(item.sent_at < since for item in items):
            return OwnPosts(tuple(found), complete=True)
    return OwnPosts(tuple(found), complete=False)


def changes(access: Access, known: Sequence[Known]) -> Iterator[Change]:
    """Direct messages cannot be edited, and X does not tell of their deletion."""
    posts = {one.external_id: one for one in known if one.kind == "post"}
    for batch in batches(list(posts)):
        heard = client.posts(access, batch)
        for gone in parse.gone(heard.given.get("errors")):
            if gone in posts:
                yield Change(gone, "post", "deleted", heard.at)
        yield from _edits(access, posts, heard.given.get("data") or ())


def _edits(access: Access, posts: dict[str, Known], raws: Sequence[Any]) -> Iterator[Change]:
    """The old version is shown as it was, and names the later ones."""
    later = {
        parse.last_version(raw): raw["id"] for raw in raws if parse.last_version(raw) != raw["id"]
    }
    for batch in batches(list(later)):
        for raw in client.posts(access, batch).given.get("data") or ():
            before = posts.get(later.get(raw["id"], ""))
            if before is None:
                continue
            item = parse.post(raw, parse.NOBODY, access.account_id)
            if item.text != before.text:
                yield Change(before.external_id, "post", "edited", item.sent_at, item.text)


def profiles(access: Access, external_ids: Sequence[str]) -> Iterator[Profile]:
    for batch in batches(external_ids):
        for raw in client.users(access, batch).given.get("data") or ():
            # One that cannot be read is missing, like one that X does not know.
            with suppress(*MISREAD):
                yield parse.profile(raw)


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
