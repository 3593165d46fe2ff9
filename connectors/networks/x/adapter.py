from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.errors import AdapterError
from connectors.networks.reading import MISREAD
from connectors.networks.x import client, looks, parse, walks
from connectors.networks.x.capabilities import CAPABILITIES
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
    Visibility,
)

FIELDS = (
    Field("consumer_key", "API key"),
    Field("consumer_secret", "API key secret"),
    Field("access_token", "Access token"),
    Field(
        "access_token_secret",
        "Access token secret",
        help="All four are made in the developer portal of X, on the page “Keys and tokens” of an"
        " app that may read, write and send direct messages.",
    ),
)


@dataclass(frozen=True, slots=True)
class XAdapter:
    page_size: int = 100
    base_url: str = "https://api.x.com"
    # Direct messages may be asked for once a minute, and everything that is read is paid for.
    poll_seconds: float = 75.0

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def kinds(self) -> tuple[StreamKind, ...]:
        return ("mentions", "private", "changes")

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS

    def identify(self, access: Access) -> Author:
        try:
            return parse.author(client.me(access).given["data"])
        except MISREAD as error:
            raise AdapterError("This is not an address of X.") from error

    def limits(self, access: Access) -> Mapping[Visibility, int]:
        """Everywhere the same. Accounts that pay may write more, which replies do not need."""
        return {}

    def fetch(self, access: Access, kind: StreamKind, cursor: Mapping[str, Any] | None) -> Page:
        if kind == "private":
            return walks.messages(access, self.page_size, cursor or {})
        return walks.posts(access, self.page_size, cursor or {})

    def read(self, raw: Mapping[str, Any], kind: ItemKind, account_id: str) -> IncomingItem:
        """The people who came along with its page are not known any more: their ids are."""
        read = parse.message if kind == "private" else parse.post
        return read(raw, {}, account_id)

    def changes(
        self, access: Access, cursor: Mapping[str, Any] | None, known: Sequence[Known]
    ) -> ChangesPage:
        return ChangesPage(tuple(looks.changes(access, known)), {}, more=False)

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        try:
            if reply.visibility == "public":
                heard = client.create_post(access, reply.text, reply.in_reply_to)
                return parse.posted(heard.given, heard.at)
            heard = client.create_message(access, reply.text, **looks.place_of(reply))
            return parse.messaged(heard.given, heard.at)
        except MISREAD as error:
            raise AdapterError("The answer of X could not be read.", doubt=True) from error

    def own_posts(self, access: Access, reply: OutgoingReply, since: datetime) -> OwnPosts:
        if reply.visibility == "private":
            return looks.own_messages(access, self.page_size, reply, since)
        return looks.own_replies(access, self.page_size, reply, since)

    def profiles(self, access: Access, external_ids: Sequence[str]) -> tuple[Profile, ...]:
        return tuple(looks.profiles(access, external_ids))
