"""What every adapter of a network offers. No Django here, nor in any adapter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from care.core.http import HttpClient
from inbox.networks.capabilities import Capabilities
from inbox.networks.items import Author, OutgoingReply, Page, Sent, StreamKind


@dataclass(frozen=True, slots=True)
class Access:
    """One account and the way to it. `credentials` are what its network needs, in the clear."""

    base_url: str
    account_id: str
    credentials: Mapping[str, str]
    http: HttpClient

    def __repr__(self) -> str:
        return f"Access({self.base_url!r}, {self.account_id!r})"


class Adapter(Protocol):
    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def kinds(self) -> tuple[StreamKind, ...]: ...

    @property
    def base_url(self) -> str:
        """Where the network is, unless an account names another address."""

    @property
    def poll_seconds(self) -> float:
        """Between two walks of a stream, if nothing else is set."""

    def identify(self, access: Access) -> Author:
        """Who this access belongs to. `access.account_id` may still be empty."""

    def fetch(self, access: Access, kind: StreamKind, cursor: Mapping[str, Any] | None) -> Page:
        """One page. `cursor` is what the last page gave, or None before the first."""

    def send(self, access: Access, reply: OutgoingReply) -> Sent:
        """One request that writes; never repeated here."""
