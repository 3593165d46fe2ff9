"""What travels between a network's adapter and the inbox. No Django here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Visibility = Literal["public", "private"]
ItemKind = Literal["post", "private"]
StreamKind = Literal["mentions", "private", "changes"]
ChangeKind = Literal["edited", "deleted"]
MediaKind = Literal["picture", "video", "audio", "file"]


@dataclass(frozen=True, slots=True)
class Media:
    """A file beside a message, as its network tells of it. It is fetched later, by a worker."""

    kind: MediaKind
    """The network's word; once it is here its bytes say what it is."""
    url: str
    alt: str = ""
    name: str = ""
    size: int = 0
    """Bytes, where the network says so."""


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
    media: tuple[Media, ...] = ()

    def __post_init__(self) -> None:
        if self.sent_at.tzinfo is None:
            raise ValueError(f"Item {self.external_id} has a time without a zone.")
        if self.kind == "private" and not self.conversation:
            raise ValueError(f"Private item {self.external_id} names no conversation.")


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file of ours that goes with a reply. What a camera wrote into a picture is not in it."""

    name: str
    mime: str
    alt: str
    size: int
    load: Callable[[], bytes] = field(compare=False, repr=False)
    """Its bytes. Raises OSError when the storage does not give them."""
    url: str = ""
    """For networks that fetch it from us: an address that is good for a day."""


@dataclass(frozen=True, slots=True)
class OutgoingReply:
    text: str
    visibility: Visibility
    in_reply_to: str | None
    conversation: str | None
    recipient: Author | None
    idempotency_key: str
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str
    sent_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item of a page that the adapter could make nothing of. It is parked; the page goes on."""

    external_id: str
    """The network's id, or a digest of the raw item where it has none."""
    kind: ItemKind
    raw: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a walk. `cursor` is the adapter's own JSON and speaks for the whole walk."""

    items: tuple[IncomingItem, ...]
    cursor: dict[str, Any]
    more: bool
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A message that Care has and that may have changed on its network since."""

    external_id: str
    kind: ItemKind
    text: str
    author: str = ""
    """The customer's id on the network; empty for the brand's own."""


@dataclass(frozen=True, slots=True)
class Change:
    external_id: str
    kind: ItemKind
    what: ChangeKind
    at: datetime
    text: str = ""
    """As it reads now; empty for a deletion."""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    changes: tuple[Change, ...]
    cursor: dict[str, Any]
    more: bool


@dataclass(frozen=True, slots=True)
class OwnPosts:
    """What the account itself wrote where a reply of unknown outcome would stand."""

    items: tuple[IncomingItem, ...]
    complete: bool
    """The listing reached back to the asked time, so that what is missing in it was not there."""


@dataclass(frozen=True, slots=True)
class Profile:
    external_id: str
    handle: str
    display_name: str
    facts: Mapping[str, str | int]
    """Short words and numbers to show: "bio", "followers", "since", "location" …"""
