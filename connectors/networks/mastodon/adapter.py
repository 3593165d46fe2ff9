from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.errors import AdapterError
from connectors.networks.files import fetched
from connectors.networks.mastodon import client, looks, parse, uploads, walks
from connectors.networks.mastodon.capabilities import CAPABILITIES, RESERVED
from connectors.networks.mastodon.refusals import Missing
from connectors.networks.reading import MISREAD
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
    Field(
        "token",
        "Access token",
        help="Made on the server under Preferences, Development, New application, with the rights"
        " “read”, “write:statuses” and “write:media”.",
    ),
)
# From what everybody reads to what only the named people read.
REACH = ("public", "unlisted", "private", "direct")


@dataclass(frozen=True, slots=True)
class MastodonAdapter:
    page_size: int = 40
    # There is no one server.
    base_url: str = ""
    poll_seconds: float = 15.0

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def kinds(self) -> tuple[StreamKind, ...]:
        """Direct posts come in the same list as all other mentions."""
        return ("mentions", "changes")

    @property
    def fields(self) -> tuple[Field, ...]:
        return FIELDS

    def identify(self, access: Access) -> Author:
        try:
            return parse.author(client.me(access))
        except (Missing, *MISREAD) as error:
            raise AdapterError("There is no server of the Mastodon API at this address.") from error

    def limits(self, access: Access) -> Mapping[str, int]:
        try:
            told = client.instance(access)
            longest = parse.longest(told) - RESERVED
            largest = parse.largest_picture(told)
        except MISREAD as error:
            raise AdapterError("The server does not say how long a post may be.") from error
        found = {"public": longest, "private": longest}
        return found if largest is None else {**found, "media_bytes": largest}

    def fetch(self, access: Access, kind: StreamKind, cursor: Mapping[str, Any] | None) -> Page:
        return walks.posts(access, self.page_size, cursor or {})

    def read(self, raw: Mapping[str, Any], kind: ItemKind, account_id: str) -> IncomingItem:
        """A mention, or a post of the account's own."""
        read = parse.mention if "status" in raw else parse.status
        return read(raw, account_id)

    def changes(
        self, access: Access, cursor: Mapping[str, Any] | None, known: Sequence[Known]
    ) -> ChangesPage:
        return ChangesPage(tuple(looks.changes(access, known)), {}, more=False)

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        """What is answered is looked at first: it may be gone, which not every server minds, and it
        says how far the reply may reach and who has to be named."""
        answered = _answered(access, reply)
        people, reach = _people(access, reply, answered), _reach(reply, answered)
        if reach == "direct" and not people:
            raise AdapterError("A private message needs somebody to go to.", permanent=True)
        media = uploads.uploaded(access, reply.files)
        given = client.post(
            access,
            _addressed(reply.text, people),
            in_reply_to=reply.in_reply_to,
            visibility=reach,
            key=reply.idempotency_key,
            media=media,
        )
        try:
            return parse.sent(given)
        except MISREAD as error:
            sentence = "The server's answer could not be read."
            raise AdapterError(sentence, doubt=True) from error

    def own_posts(self, access: Access, reply: OutgoingReply, since: datetime) -> OwnPosts:
        if reply.conversation is not None:
            return looks.own_answers(access, reply, since)
        return looks.own_statuses(access, self.page_size, reply, since)

    def file(self, access: Access, url: str) -> bytes:
        return fetched(access, url)

    def profiles(self, access: Access, external_ids: Sequence[str]) -> tuple[Profile, ...]:
        return tuple(looks.profiles(access, external_ids))


def _answered(access: Access, reply: OutgoingReply) -> Mapping[str, Any] | None:
    if reply.in_reply_to is None:
        return None
    try:
        given = client.status(access, reply.in_reply_to)
    except Missing as error:
        raise AdapterError(
            "The message that this answers is no longer on the network.", permanent=True
        ) from error
    if not isinstance(given, dict) or not isinstance(given.get("account"), dict):
        raise AdapterError("The server's answer could not be read.")
    return given


def _reach(reply: OutgoingReply, answered: Mapping[str, Any] | None) -> str:
    """Never further than what is answered: direct stays direct, followers stay among themselves."""
    asked = "public" if reply.visibility == "public" else "direct"
    if answered is None:
        return asked
    given = str(answered.get("visibility"))
    if given not in REACH:
        # An invention of this server, somewhere between: only the named people are sure.
        return "direct"
    if asked == "direct" and given == "private":
        return "private"
    return max(asked, given, key=REACH.index)


def _people(access: Access, reply: OutgoingReply, answered: Mapping[str, Any] | None) -> list[str]:
    """In a direct post everybody who is named, and nobody else, is in the conversation."""
    if answered is None:
        return [reply.recipient.handle] if reply.recipient else []
    people = [answered["account"]]
    if answered.get("visibility") == "direct":
        people += answered.get("mentions") or []
    handles = [str(one.get("acct")) for one in people if one.get("id") != access.account_id]
    return list(dict.fromkeys(handles))


def _addressed(text: str, handles: Sequence[str]) -> str:
    missing = [
        f"@{handle}"
        for handle in handles
        if not re.search(rf"(?<![\w@])@{re.escape(handle)}(?![\w@-])", text, re.IGNORECASE)
    ]
    return " ".join([*missing, text])
