"""What a fold makes: rows without the organisation, the case and what its facts are narrowed to,
which are the same for all of them. Fields are those of `reporting.models`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class CaseRow:
    customer_id: int
    opened_at: datetime
    state: str
    actionability: str
    team_id: int
    line_id: int
    owner_id: int | None = None
    first_inbound_at: datetime | None = None
    public: bool = True
    tags: list[int] | None = None
    inbound: int = 0
    replies: int = 0
    turns: int = 0
    first_response_at: datetime | None = None
    first_response_seconds: int | None = None
    first_response_business: int | None = None
    first_response_member_id: int | None = None
    first_response_team_id: int | None = None
    first_response_line_id: int | None = None
    first_useful_at: datetime | None = None
    first_useful_seconds: int | None = None
    first_useful_business: int | None = None
    first_useful_member_id: int | None = None
    first_useful_team_id: int | None = None
    first_useful_line_id: int | None = None
    unanswered_since: datetime | None = None
    resolved_at: datetime | None = None
    resolutions: int = 0
    reopens: int = 0
    settled_at: datetime | None = None
    further_line_at: datetime | None = None
    rounds: int = 0
    held_seconds: int = 0
    touch_seconds: int = 0
    redirected: bool = False
    public_close_at: datetime | None = None
    went_private_at: datetime | None = None
    friction: bool = False
    history: bool = False


@dataclass(slots=True)
class SpellRow:
    number: int
    started_at: datetime
    team_id: int
    line_id: int
    ended_at: datetime | None = None
    outcome: str = ""
    member_id: int | None = None
    turns: int = 0
    seconds: int | None = None
    business_seconds: int | None = None
    reopened_at: datetime | None = None


@dataclass(slots=True)
class LegRow:
    number: int
    team_id: int
    line_id: int
    line_number: int
    assignee_id: int | None
    started_at: datetime
    ended_at: datetime | None = None
    seconds: int | None = None
    business_seconds: int | None = None
    open_seconds: int | None = None
    open_business: int | None = None
    touch_seconds: int = 0
    ended_by: str = ""
    return_reason_id: int | None = None
    undone: bool = False
    by_tag_id: int | None = None
    came: bool = False
    returned: bool = False
    acknowledged_seconds: int | None = None
    acknowledged_business: int | None = None
    waited_seconds: int | None = None
    waited_business: int | None = None
    worked_seconds: int | None = None
    worked_business: int | None = None
    back_seconds: int | None = None
    back_business: int | None = None
    translated_seconds: int | None = None


@dataclass(slots=True)
class ReplyRow:
    number: int
    message_id: int
    at: datetime
    member_id: int | None
    team_id: int
    line_id: int
    visibility: str
    acknowledges: bool
    free: bool
    redirects: bool
    native: bool
    starts_turn: bool = False
    turn: int | None = None
    first: bool = False
    useful_first: bool = False
    answers: bool = False
    waited_seconds: int | None = None
    waited_business: int | None = None


@dataclass(slots=True)
class ArrivalRow:
    number: int
    message_id: int
    at: datetime
    stream_kind: str
    visibility: str
    kind: str
    actionability: str
    team_id: int
    line_id: int
    answered_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(slots=True)
class TagRow:
    number: int
    tag_id: int
    on_at: datetime
    member_id: int | None
    rule_id: int | None
    team_id: int
    line_id: int
    opened_at: datetime
    off_at: datetime | None = None
    undone: bool = False


@dataclass(slots=True)
class ClockRow:
    number: int
    kind: str
    policy_id: int | None
    line_id: int | None
    team_id: int
    member_id: int | None
    target_seconds: int
    started_at: datetime
    at: datetime
    breached_at: datetime | None
    ended_at: datetime | None
    seconds: int | None
    met: bool
