"""What the pages of policy ask of the app that keeps the cases. It answers by registering at start:
policy decides, and must not know who lives by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from care.core.models import Member
from routing.engine import Visibility

if TYPE_CHECKING:
    from routing.policy import House


@dataclass(frozen=True, slots=True)
class Channel:
    id: int
    name: str
    network: str
    network_name: str


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


@dataclass(frozen=True, slots=True)
class ClockShift:
    """One clock that would be another. A paused one is reckoned as if it went on now."""

    case_id: int
    customer: str
    clock: str
    """Its name, in the reader's language."""
    before: datetime | None
    """When it is due; None: there is none, or it is never due."""
    after: datetime | None
    what: tuple[str, ...]
    """Names of the counts of `ClockEffects` that it is in."""


@dataclass(frozen=True, slots=True)
class ClockEffects:
    """What becomes of the clocks that run, if targets or hours were others. Counts of clocks, but
    for the first two."""

    cases: int
    """Unsettled cases that were looked at."""
    moved: int = 0
    """Cases that would go by another policy."""
    started: int = 0
    stopped: int = 0
    sooner: int = 0
    later: int = 0
    late: int = 0
    """In time now, late at once."""
    relieved: int = 0
    """Late now, in time then."""
    more: bool = False
    """There are more cases than were looked at."""
    samples: tuple[ClockShift, ...] = ()
    """Of cases that the member may see, the most telling first."""

    @property
    def changes(self) -> bool:
        return any((self.moved, self.started, self.stopped, self.sooner, self.later))


class Keeper(Protocol):
    """All of it needs the organisation's door."""

    def open_cases_of_teams(self) -> Mapping[int, int]:
        """Unsettled cases by team; teams without any are missing."""

    def open_cases_with_tags(self) -> Mapping[int, int]:
        """Unsettled cases by tag that is on."""

    def channels(self) -> Sequence[Channel]: ...

    def heard(self, member: Member, *, at_most: int) -> Sequence[Heard]:
        """The last messages that rules judge and the member may see, newest first."""

    def clock_effects(self, wanted: House, *, member: Member) -> ClockEffects:
        """What `wanted` would do to the clocks that run by the policy as it stands."""


_keeper: Keeper | None = None


def register(keeper: Keeper) -> None:
    global _keeper
    _keeper = keeper


def keeper() -> Keeper:
    if _keeper is None:
        raise RuntimeError("Nobody keeps cases: the inbox registers itself when Django starts.")
    return _keeper
