from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.errors import AdapterError
from connectors.networks.simulated import client, parse
from connectors.networks.simulated.capabilities import CAPABILITIES
from connectors.protocol import Access
from inbox.networks.capabilities import Capabilities
from inbox.networks.items import Author, IncomingItem, OutgoingReply, Page, Sent, StreamKind

Parser = Callable[[dict[str, Any], str], IncomingItem]
LISTS: dict[StreamKind, tuple[str, Parser]] = {
    "mentions": ("/1/mentions", parse.post),
    "private": ("/1/private_messages", parse.private_message),
}


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
        return ("mentions", "private")

    def identify(self, access: Access) -> Author:
        try:
            return parse.author(client.me(access)["account"])
        except (KeyError, TypeError, ValueError) as error:
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
            items = tuple(LISTS[kind][1](item, access.account_id) for item in given["items"])
            following = given["next_cursor"]
        except (KeyError, TypeError, ValueError) as error:
            raise AdapterError("The network's answer could not be read.") from error
        newest = walk.get("newest") if walk.get("next") else None
        newest = newest or (items[0].external_id if items else None)
        since = walk.get("since")
        if following is None:
            return Page(items, {"since": newest or since, "newest": None, "next": None}, more=False)
        return Page(items, {"since": since, "newest": newest, "next": following}, more=True)

    def _page(self, access: Access, kind: StreamKind, walk: Mapping[str, Any]) -> Any:
        query = {"limit": str(self.page_size)}
        if walk.get("since"):
            query["since_id"] = walk["since"]
        if walk.get("next"):
            query["cursor"] = walk["next"]
        return client.page(access, LISTS[kind][0], query)

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        body: dict[str, Any] = {"text": reply.text, "client_key": reply.idempotency_key}
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
        except (KeyError, TypeError, ValueError) as error:
            sentence = "The network's answer could not be read."
            raise AdapterError(sentence, doubt=True) from error
