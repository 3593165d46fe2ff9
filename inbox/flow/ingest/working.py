"""What one page's transaction works on, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox.clocks.targets import Targets
from inbox.clocks.waits import Turn
from inbox.events import Fact
from inbox.models.cases import State
from inbox.networks.items import IncomingItem, Visibility
from routing.engine import Policy


@dataclass(frozen=True, slots=True)
class Lane:
    """Where a page goes: one channel of one organisation, and the policy of this moment."""

    organisation_id: int
    channel_id: int
    brand_id: int
    network: str
    now: datetime
    policy: Policy
    targets: Targets
    line_of_team: dict[int, int]
    line_number_of_team: dict[int, int]
    first_team_id: int
    case_window: timedelta
    reopen_window: timedelta
    history_until: datetime | None = None
    # The kind of the stream that brings the page; empty: none does, it is pushed or loaded.
    stream: str = ""
    # Hours after the customer's last message in which the network lets answers through.
    windows: Mapping[str, int] = field(default_factory=dict)
    # Who takes the cases of teams that are out of use.
    stand_ins: Mapping[int, int] = field(default_factory=dict)

    def is_history(self, at: datetime) -> bool:
        """Written before the channel was connected: no work, and nobody is told."""
        return self.history_until is not None and at <= self.history_until


@dataclass(slots=True)
class Draft:
    """A message of the page on its way into the store."""

    item: IncomingItem
    message_id: int = 0
    identity_id: int | None = None
    customer_id: int | None = None
    thread_id: int = 0
    case_id: int | None = None
    history: bool = False
    quiet: bool = False

    @property
    def inbound(self) -> bool:
        return not self.item.own

    @property
    def text(self) -> str:
        return self.item.text

    @property
    def sent_at(self) -> datetime:
        return self.item.sent_at

    @property
    def visibility(self) -> Visibility:
        return self.item.visibility

    @property
    def conversation(self) -> str | None:
        """Of a private message. What a network calls the conversation of a post ties nothing."""
        return self.item.conversation if self.item.kind == "private" else None


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """A stored message of the brand that finds its case now."""

    message_id: int
    case_id: int
    kind: str
    external_id: str | None
    text: str
    sent_at: datetime
    visibility: str


@dataclass(frozen=True, slots=True)
class TagOnRow:
    tag_id: int
    rule_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    team_id: int
    line_id: int
    at: datetime


@dataclass(slots=True)
class WorkingCase:
    """A case while a page is judged. Fields as in `inbox.models.Case`."""

    id: int
    is_new: bool
    customer_id: int
    team_id: int
    line_id: int
    owner_id: int | None
    assignee_id: int | None
    state: str
    priority: str
    actionability: str
    opened_at: datetime
    acted_at: datetime | None
    last_message_at: datetime
    last_inbound_at: datetime | None
    snoozed_until: datetime | None
    resolved_at: datetime | None
    settled_at: datetime | None
    thanked_at: datetime | None
    snippet: str
    last_visibility: str
    kept_until: datetime | None = None
    asked_private_at: datetime | None = None
    language: str = ""
    unanswered_since: datetime | None = None
    due_at: datetime | None = None
    tag_ids: set[int] = field(default_factory=set)
    turns: list[Turn] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    tags_on: list[TagOnRow] = field(default_factory=list)
    tags_off: list[int] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    woken: bool = False

    @property
    def is_shelved(self) -> bool:
        """It came as history: resolved, and by nobody."""
        return self.state == State.RESOLVED and self.acted_at is None
