"""What the pages of policy ask of the app that keeps the cases. It answers by registering at start:
policy decides, and must not know who lives by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from care.core.models import Member
from routing.engine import Visibility


@dataclass(frozen=True, slots=True)
class Channel:
    id: int
    name: str
    network: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A customer's message as it came in, with the tags that its case had before."""

    message_id: int
    case_id: int
    author: str
    text: str
    at: datetime
    channel_id: int
    brand_id: int
    visibility: Visibility
    tag_ids: frozenset[int]


class Keeper(Protocol):
    """All of it needs the organisation's door."""

    def open_cases_of_teams(self) -> Mapping[int, int]:
        """Unsettled cases by team; teams without any are missing."""

    def open_cases_with_tags(self) -> Mapping[int, int]:
        """Unsettled cases by tag that is on."""

    def channels(self) -> Sequence[Channel]: ...

    def heard(self, member: Member, *, at_most: int) -> Sequence[Heard]:
        """The last messages that rules judge and the member may see, newest first."""


_keeper: Keeper | None = None


def register(keeper: Keeper) -> None:
    global _keeper
    _keeper = keeper


def keeper() -> Keeper:
    if _keeper is None:
        raise RuntimeError("Nobody keeps cases: the inbox registers itself when Django starts.")
    return _keeper
