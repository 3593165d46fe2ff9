"""What every adapter of a network offers. No Django here, nor in any adapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from care.core.http import HttpClient
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


class Meter(Protocol):
    """What an account may still do on its network, counted for all workers together. A bucket is
    a name of the adapter's own for calls that the network counts together."""

    def before(self, bucket: str) -> None:
        """Asks for one call. Raises AdapterError with `retry_after` when it has to wait."""

    def after(
        self,
        bucket: str,
        *,
        ceiling: int | None = None,
        remaining: int | None = None,
        resets_at: datetime | None = None,
    ) -> None:
        """What the network's answer said about the bucket."""


class Unmetered:
    """For calls outside the budget: connecting and testing an account."""

    def before(self, bucket: str) -> None: ...

    def after(
        self,
        bucket: str,
        *,
        ceiling: int | None = None,
        remaining: int | None = None,
        resets_at: datetime | None = None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Access:
    """One account and the way to it. `credentials` are what its network needs, in the clear."""

    base_url: str
    account_id: str
    credentials: Mapping[str, str]
    http: HttpClient
    meter: Meter = field(default_factory=Unmetered)

    def __repr__(self) -> str:
        return f"Access({self.base_url!r}, {self.account_id!r})"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person types to connect an account; `name` is its key in credentials."""

    name: str
    label: str
    secret: bool = True
    needed: bool = True
    help: str = ""


class Adapter(Protocol):
    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def kinds(self) -> tuple[StreamKind, ...]:
        """The streams that are polled; none for a network that pushes."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What the page on which an account is connected asks for."""

    @property
    def base_url(self) -> str:
        """Where the network is, unless an account names another address. Empty: every account
        must name one."""

    @property
    def poll_seconds(self) -> float:
        """Between two walks of a busy stream, if nothing else is set."""

    def identify(self, access: Access) -> Author:
        """Who this access belongs to. `access.account_id` may still be empty."""

    def limits(self, access: Access) -> Mapping[str, int]:
        """What differs on this server from `capabilities`, by the names that
        `inbox.networks.capabilities.allowed` reads; asked when the account is connected."""

    def fetch(self, access: Access, kind: StreamKind, cursor: Mapping[str, Any] | None) -> Page:
        """One page of "mentions" or "private". `cursor` is what the last page gave, or None before
        the first."""

    def read(self, raw: Mapping[str, Any], kind: ItemKind, account_id: str) -> IncomingItem:
        """What `fetch` once gave as unreadable, read again, by a newer version perhaps. Asks
        nobody. Raises one of reading.MISREAD where it still cannot be read."""

    def changes(
        self, access: Access, cursor: Mapping[str, Any] | None, known: Sequence[Known]
    ) -> ChangesPage:
        """Edits and deletions: from a feed of the network, or by looking `known` up again."""

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        """One request that writes; never repeated here."""

    def own_posts(self, access: Access, reply: OutgoingReply, since: datetime) -> OwnPosts:
        """What the account wrote from `since` on, where `reply` would stand. Reads only; never
        called for a network whose `in_doubt` is not "look"."""

    def file(self, access: Access, url: str) -> bytes:
        """What lies at the address of a `Media` that this network told of. Asks nobody who is not
        the network; see `connectors.networks.files.fetched`."""

    def profiles(self, access: Access, external_ids: Sequence[str]) -> tuple[Profile, ...]:
        """What the network tells about these accounts; those it does not know are missing."""
