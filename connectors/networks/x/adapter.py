from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import AdapterError
from connectors.networks.files import body_of, bytes_of, fetched
from connectors.networks.reading import MISREAD, identity
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

    def limits(self, access: Access) -> Mapping[str, int]:
        """Everywhere the same. Accounts that pay may write more, which replies do not need."""
        return {}

    def fetch(self, access: Access, kind: StreamKind, cursor: Mapping[str, Any] | None) -> Page:
        if kind == "private":
            return walks.messages(access, self.page_size, cursor or {})
        return walks.posts(access, self.page_size, cursor or {})

    def read(self, raw: Mapping[str, Any], kind: ItemKind, account_id: str) -> IncomingItem:
        """The people who came along with its page are not known any more: their ids are."""
        read = parse.message if kind == "private" else parse.post
        return read(raw, parse.NOBODY, account_id)

    def changes(
        self, access: Access, cursor: Mapping[str, Any] | None, known: Sequence[Known]
    ) -> ChangesPage:
        return ChangesPage(tuple(looks.changes(access, known)), {}, more=False)

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        try:
            media = _uploaded(access, reply)
            if reply.visibility == "public":
                heard = client.create_post(access, reply.text, reply.in_reply_to, media)
                return parse.posted(heard.given, heard.at)
            place = looks.place_of(reply)
            heard = client.create_message(access, reply.text, media=media, **place)
            return parse.messaged(heard.given, heard.at)
        except MISREAD as error:
            raise AdapterError("The answer of X could not be read.", doubt=True) from error

    def own_posts(self, access: Access, reply: OutgoingReply, since: datetime) -> OwnPosts:
        if reply.visibility == "private":
            return looks.own_messages(access, self.page_size, reply, since)
        return looks.own_replies(access, self.page_size, reply, since)

    def file(self, access: Access, url: str) -> bytes:
        """Pictures of posts are for everybody; those of direct messages only for who signs."""
        if urlsplit(url).hostname in client.SIGNED_HOSTS:
            return body_of(client.signed_file(access, url))
        return fetched(access, url)

    def profiles(self, access: Access, external_ids: Sequence[str]) -> tuple[Profile, ...]:
        return tuple(looks.profiles(access, external_ids))


def _uploaded(access: Access, reply: OutgoingReply) -> list[str]:
    """Before the post: should we die in between, they are uploaded again. X forgets what no post
    names within a day."""
    ids = []
    for file in reply.files:
        of = "tweet" if reply.visibility == "public" else "dm"
        heard = client.upload(access, file, bytes_of(file), of=of)
        try:
            found = identity(heard.given["data"]["id"])
        except MISREAD as error:
            raise AdapterError("The answer of X to an upload could not be read.") from error
        if file.alt:
            client.describe(access, found, file.alt)
        ids.append(found)
    return ids
