"""Lists in pages. A cursor holds a place, not a count, so that what is written meanwhile moves
nothing."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from connectors.simulator.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. `starts` are the cursors of pages that would begin with each of its items."""

    items: tuple[dict[str, Any], ...]
    starts: tuple[str, ...]
    following: str | None
    more: bool

    def json(self, *, feed: bool) -> dict[str, Any]:
        """A feed never ends: it gives a place to go on from with its last page too."""
        following = self.following if feed or self.more else None
        page: dict[str, Any] = {"items": list(self.items), "next_cursor": following}
        return {**page, "more": self.more} if feed else page


def cursor_of(name: str, place: int) -> str:
    return base64.urlsafe_b64encode(f"{name}:{place}".encode()).decode()


def place_of(cursor: str, name: str) -> int:
    try:
        found_name, _, place = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        if found_name == name and 0 <= int(place) < 2**63:
            return int(place)
    except (binascii.Error, ValueError):
        pass
    raise Refusal(400, "invalid_cursor", "“cursor” is not one that this list gave.")
