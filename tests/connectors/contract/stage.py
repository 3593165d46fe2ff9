"""What the contract needs of a network to play on. A new adapter brings one such stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from connectors.protocol import Access, Adapter
from inbox.networks.items import Author


@dataclass(frozen=True, slots=True)
class Posted:
    """Something the account wrote, as the network has it."""

    external_id: str
    text: str
    in_reply_to: str | None
    reach: Literal["public", "private"]


class Stage(Protocol):
    adapter: Adapter
    """With pages of five."""
    url: str
    too_long: str
    """A public reply of one character more than this network takes."""
    unauthorised: Any
    """The body with which the network says that a token is gone."""
    expired: Any
    """The body with which it says that for this once."""
    flaws: Mapping[str, str]
    """Tests of the contract that cannot be played here, and why."""

    def access(self, url: str = "") -> Access:
        """The brand's account, by this address of the network."""

    def limit(self, seconds: int) -> dict[str, str]:
        """Headers that say: nothing is left, and more comes in so many seconds."""

    def asks(self, author: str, text: str, in_reply_to: str | None = None) -> str:
        """A customer writes publicly to the account; the post's id."""

    def whispers(self, author: str, text: str) -> str:
        """A customer writes privately to the account; the message's id."""

    def answers_elsewhere(self, text: str, in_reply_to: str | None) -> str:
        """The account answers in the network's own app, or says something of itself."""

    def edits(self, external_id: str, text: str) -> None:
        """The author changes a public post."""

    def deletes(self, external_id: str) -> None:
        """The author deletes a public post."""

    def posted(self) -> list[Posted]:
        """What the account wrote, oldest first."""

    def shows(self, author: str, text: str, alt: str) -> str:
        """A customer writes publicly to the account, with a picture; the post's id."""

    def carried(self, external_id: str) -> list[str]:
        """The descriptions of the pictures that a message of the account carries."""

    def person(self, author: str) -> Author:
        """A customer, as the network names them."""
