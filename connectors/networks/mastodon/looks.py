"""Looks at single things on a server: what became of a reply, of known posts and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from connectors.networks.mastodon import client, parse, walks
from connectors.networks.mastodon.refusals import Gone, Missing
from connectors.networks.reading import MISREAD, each
from connectors.protocol import Access
from inbox.networks.items import Change, IncomingItem, Known, OutgoingReply, OwnPosts, Profile

# As many as Mastodon looks up at once.
AT_ONCE = 20
# An account that writes more than this while a reply is in doubt leaves it to a person.
PAGES = 5


def own_statuses(access: Access, size: int, reply: OutgoingReply, since: datetime) -> OwnPosts:
    found: list[IncomingItem] = []
    query: dict[str, str] = {}
    read = partial(parse.status, account_id=access.account_id, expected=reply.text)
    for _ in range(PAGES):
        heard = client.own_statuses(access, size, query)
        items, unreadable = each(heard.given, read, "post")
        found += [
            item
            for item in items
            if item.sent_at >= since and item.in_reply_to == reply.in_reply_to
        ]
        if unreadable:
            break
        oldest = walks.edges(heard)[1]
        if not oldest or any(item.sent_at < since for item in items):
            return OwnPosts(tuple(found), complete=True)
        query = {"max_id": oldest}
    return OwnPosts(tuple(found), complete=False)


def own_answers(access: Access, reply: OutgoingReply, since: datetime) -> OwnPosts:
    """Under the message that a direct reply answers: some servers leave direct posts out of the
    list of what an account wrote."""
    if reply.in_reply_to is None:
        return OwnPosts((), complete=False)
    try:
        below = client.context(access, reply.in_reply_to)["descendants"]
    except Missing:
        # Deleted meanwhile, and the list with it.
        return OwnPosts((), complete=False)
    read = partial(parse.status, account_id=access.account_id, expected=reply.text)
    items, unreadable = each(below, read, "private")
    found = tuple(item for item in items if item.own and item.sent_at >= since)
    return OwnPosts(found, complete=not unreadable)


def changes(access: Access, known: Sequence[Known]) -> Iterator[Change]:
    suspended: dict[str, bool] = {}
    for start in range(0, len(known), AT_ONCE):
        batch = known[start : start + AT_ONCE]
        shown = _shown(access, [one.external_id for one in batch])
        for one in batch:
            change = _change(access, one, shown.get(one.external_id), suspended)
            if change is not None:
                yield change


def _shown(access: Access, ids: Sequence[str]) -> dict[str, Any]:
    try:
        given = client.statuses(access, ids)
    except Missing:
        # Servers before Mastodon 4.3 look up one at a time.
        return {}
    return {raw["id"]: raw for raw in given if isinstance(raw, dict) and raw.get("id")}


def _change(access: Access, one: Known, raw: Any, suspended: dict[str, bool]) -> Change | None:
    """`suspended`: the authors who were asked about on this look."""
    if raw is None:
        if suspended.get(one.author):
            return None
        try:
            raw = client.status(access, one.external_id)
        except Missing:
            return None if _is_hidden(access, one, suspended) else _deletion(access, one)
    with suppress(*MISREAD):
        at = parse.edited_at(raw)
        item = parse.status(raw, access.account_id)
        if at is not None and item.text != one.text:
            return Change(one.external_id, one.kind, "edited", at, item.text)
    return None


def _is_hidden(access: Access, one: Known, suspended: dict[str, bool]) -> bool:
    """A server hides everything by somebody whom it suspended, and may show it again: nobody took
    these words back. An account that is not there any more took its posts along."""
    if one.author and one.author not in suspended:
        suspended[one.author] = _is_suspended(access, one.author)
    return suspended.get(one.author, False)


def _is_suspended(access: Access, author: str) -> bool:
    try:
        given = client.account(access, author)
    except Gone:
        return True
    except Missing:
        return False
    # What cannot be read is no proof that the author deleted anything.
    return not isinstance(given, dict) or bool(given.get("suspended"))


def _deletion(access: Access, one: Known) -> Change | None:
    """A post that a server does not show us may only be hidden from us, by somebody who blocked
    the account: then everybody else still sees it. Who was mentioned in a direct post keeps it."""
    if one.kind == "post" and client.is_shown_to_anybody(access, one.external_id) is not False:
        return None
    if not _knows_us(access):
        return None
    return Change(one.external_id, one.kind, "deleted", datetime.now(UTC))


def _knows_us(access: Access) -> bool:
    """A server that is being moved, or what stands before it, has nothing at all for a while. Words
    that were taken for deleted do not come back."""
    try:
        return parse.author(client.me(access)).external_id == access.account_id
    except (Missing, *MISREAD):
        return False


def profiles(access: Access, external_ids: Sequence[str]) -> Iterator[Profile]:
    for start in range(0, len(external_ids), AT_ONCE):
        for raw in _people(access, external_ids[start : start + AT_ONCE]):
            # One that cannot be read is missing, like one that the server does not know.
            with suppress(*MISREAD):
                # Of a suspended one the server shows an empty shell: what was known stays.
                if not raw.get("suspended"):
                    yield parse.profile(raw)


def _people(access: Access, ids: Sequence[str]) -> Iterator[Any]:
    try:
        yield from client.accounts(access, ids)
    except Missing:
        for external_id in ids:
            with suppress(Missing):
                yield client.account(access, external_id)
