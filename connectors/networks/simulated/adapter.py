from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.errors import AdapterError
from connectors.networks.files import bytes_of, fetched
from connectors.networks.reading import MISREAD, each, identity
from connectors.networks.simulated import client, parse
from connectors.networks.simulated.capabilities import CAPABILITIES
from connectors.protocol import Access, Field
from inbox.networks.capabilities import Capabilities
from inbox.networks.items import (
    Author,
    ChangesPage,
    IncomingItem,
    ItemKind,
    Known,
    OutgoingReply,
    OwnPosts,
    Page,
    Profile,
    Sent,
    StreamKind,
)

Parser = Callable[[dict[str, Any], str], IncomingItem]
PARSERS: Mapping[ItemKind, Parser] = {"post": parse.post, "private": parse.private_message}
LISTS: Mapping[StreamKind, tuple[str, ItemKind]] = {
    "mentions": ("/1/mentions", "post"),
    "private": ("/1/private_messages", "private"),
}
UNREADABLE = "The network's answer could not be read."
OWN_PAGES = 20
PROFILES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class SimulatedAdapter:
    base_url: str = ""
    page_size: int = 100
    poll_seconds: float = 5.0

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def kinds(self) -> tuple[StreamKind, ...]:
        return ("mentions", "private", "changes")

    @property
    def fields(self) -> tuple[Field, ...]:
        return (Field("token", "Access token"),)

    def identify(self, access: Access) -> Author:
        try:
            return parse.author(client.me(access)["account"])
        except MISREAD as error:
            raise AdapterError("This is not an address of the simulated network.") from error

    def limits(self, access: Access) -> Mapping[str, int]:
        """The window for private answers, where this network has one."""
        try:
            return parse.windows(client.me(access))
        except MISREAD as error:
            raise AdapterError("This is not an address of the simulated network.") from error

    def fetch(self, access: Access, kind: StreamKind, cursor: Mapping[str, Any] | None) -> Page:
        """The network lists newest first, so a walk goes from now back to `since`, and `since` may
        move only when the walk is complete: to `newest`, which its first page showed."""
        walk = dict(cursor or {})
        try:
            given = self._page(access, kind, walk)
        except client.BadCursor:
            # Begin the walk again; should the mark itself be unknown, from the beginning of time.
            walk = {"since": walk.get("since") if walk.get("next") else None}
            given = self._page(access, kind, walk)
        try:
            items, following = list(given["items"]), given["next_cursor"]
        except MISREAD as error:
            raise AdapterError(UNREADABLE) from error
        item_kind = LISTS[kind][1]
        readable, unreadable = each(items, _parser(item_kind, access), item_kind)
        newest = walk.get("newest") if walk.get("next") else None
        newest = newest or parse.first_id(items)
        since = walk.get("since")
        if following is None:
            walk = {"since": newest or since, "newest": None, "next": None}
        else:
            walk = {"since": since, "newest": newest, "next": following}
        return Page(readable, walk, more=following is not None, unreadable=unreadable)

    def _page(self, access: Access, kind: StreamKind, walk: Mapping[str, Any]) -> Any:
        query = {"limit": str(self.page_size)}
        if walk.get("since"):
            query["since_id"] = walk["since"]
        if walk.get("next"):
            query["cursor"] = walk["next"]
        return client.listing(access, LISTS[kind][0], query)

    def read(self, raw: Mapping[str, Any], kind: ItemKind, account_id: str) -> IncomingItem:
        return PARSERS[kind](dict(raw), account_id)

    def changes(
        self, access: Access, cursor: Mapping[str, Any] | None, known: Sequence[Known]
    ) -> ChangesPage:
        """From the network's own feed; `known` is for networks that have none."""
        query = {"limit": str(self.page_size)}
        if cursor and cursor.get("place"):
            query["cursor"] = cursor["place"]
        try:
            given = client.listing(access, "/1/changes", query)
        except client.BadCursor:
            # Told again from the beginning: what is known already changes nothing.
            given = client.listing(access, "/1/changes", {"limit": query["limit"]})
        try:
            changes = tuple(parse.changes(list(given["items"])))
            return ChangesPage(changes, {"place": given["next_cursor"]}, more=bool(given["more"]))
        except MISREAD as error:
            raise AdapterError(UNREADABLE) from error

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        body: dict[str, Any] = {"text": reply.text, "client_key": reply.idempotency_key}
        if reply.files:
            body["media_ids"] = _uploaded(access, reply)
        if reply.visibility == "public":
            given = client.create_post(access, {**body, "in_reply_to": reply.in_reply_to})
        elif reply.conversation is not None:
            to = {"conversation_id": reply.conversation}
            given = client.create_private_message(access, {**body, **to})
        elif reply.recipient is not None:
            to = {"to": reply.recipient.external_id}
            given = client.create_private_message(access, {**body, **to})
        else:
            raise AdapterError("A private message needs somebody to go to.", permanent=True)
        try:
            return parse.sent(given["post" if reply.visibility == "public" else "message"])
        except MISREAD as error:
            raise AdapterError(UNREADABLE, doubt=True) from error

    def own_posts(self, access: Access, reply: OutgoingReply, since: datetime) -> OwnPosts:
        kind: ItemKind = "post" if reply.visibility == "public" else "private"
        query = {"kind": kind, "since": since.isoformat(), "limit": str(self.page_size)}
        if kind == "private" and reply.conversation is not None:
            query["conversation"] = reply.conversation
        found: dict[str, IncomingItem] = {}
        complete = True
        try:
            for _ in range(OWN_PAGES):
                given = client.listing(access, "/1/own", query)
                items = [item for item in given["items"] if _stands_where(item, reply)]
                read, unreadable = each(items, _parser(kind, access), kind)
                found |= {item.external_id: item for item in read}
                complete = complete and not unreadable
                if given["next_cursor"] is None:
                    return OwnPosts(tuple(found.values()), complete)
                query["cursor"] = given["next_cursor"]
        except MISREAD as error:
            raise AdapterError(UNREADABLE) from error
        return OwnPosts(tuple(found.values()), complete=False)

    def file(self, access: Access, url: str) -> bytes:
        return fetched(access, url)

    def profiles(self, access: Access, external_ids: Sequence[str]) -> tuple[Profile, ...]:
        found: list[Profile] = []
        for start in range(0, len(external_ids), PROFILES_AT_ONCE):
            ids = ",".join(external_ids[start : start + PROFILES_AT_ONCE])
            given = client.listing(access, "/1/profiles", {"ids": ids})
            try:
                found += [parse.profile(one) for one in given["profiles"]]
            except MISREAD as error:
                raise AdapterError(UNREADABLE) from error
        return tuple(found)


def _uploaded(access: Access, reply: OutgoingReply) -> list[str]:
    """Before the message: should we die in between, they are uploaded again and these go stale."""
    ids = []
    for file in reply.files:
        given = client.upload(access, file, bytes_of(file))
        try:
            ids.append(identity(given["media"]["id"]))
        except MISREAD as error:
            raise AdapterError(UNREADABLE) from error
    return ids


def _parser(kind: ItemKind, access: Access) -> Callable[[Any], IncomingItem]:
    return lambda item: PARSERS[kind](item, access.account_id)


def _stands_where(item: dict[str, Any], reply: OutgoingReply) -> bool:
    """The first private message to somebody has no conversation yet that could be asked for."""
    if reply.visibility == "public" or reply.conversation is not None or reply.recipient is None:
        return True
    return bool(item["recipient_id"] == reply.recipient.external_id)
