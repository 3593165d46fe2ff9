"""What travels between a network's adapter and the inbox. No Django here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Visibility = Literal["public", "private"]
ItemKind = Literal["post", "private"]
StreamKind = Literal["mentions", "private"]


@dataclass(frozen=True, slots=True)
class Author:
    external_id: str
    handle: str
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class IncomingItem:
    external_id: str
    kind: ItemKind
    author: Author
    own: bool
    """Written by the channel's own account, be it through us or elsewhere."""
    text: str
    sent_at: datetime
    in_reply_to: str | None
    conversation: str | None
    """Key of the private conversation; always given for private messages."""
    visibility: Visibility
    url: str = ""

    def __post_init__(self) -> None:
        if self.sent_at.tzinfo is None:
            raise ValueError(f"Item {self.external_id} has a time without a zone.")
        if self.kind == "private" and not self.conversation:
            raise ValueError(f"Private item {self.external_id} names no conversation.")


@dataclass(frozen=True, slots=True)
class OutgoingReply:
    text: str
    visibility: Visibility
    in_reply_to: str | None
    conversation: str | None
    recipient: Author | None
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str
    sent_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a walk. `cursor` is the adapter's own JSON and speaks for the whole walk."""

    items: tuple[IncomingItem, ...]
    cursor: dict[str, Any]
    more: bool
