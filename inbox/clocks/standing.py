"""What a case's clocks follow from, and what is to be written of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from inbox.clocks.row import Row
from inbox.clocks.targets import Goals
from inbox.clocks.waits import Turn, Wait
from inbox.events import Fact
from inbox.models.cases import UNSETTLED, State

_NO_WINDOWS: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    case_id: int
    state: str
    line_id: int
    line_since: datetime
    waits: Sequence[Wait]
    measured_from: datetime | None
    opened_at: datetime
    reopened_at: datetime
    """When it was taken up last, if it was settled before."""
    turns: Sequence[Turn] = ()
    windows: Mapping[str, int] = field(default_factory=lambda: _NO_WINDOWS)
    """By visibility: so many hours after the customer's last message the network lets answers
    through."""

    @property
    def is_active(self) -> bool:
        return self.state in UNSETTLED

    @property
    def taken_up_at(self) -> datetime:
        return self.opened_at if self.measured_from is None else self.reopened_at

    @property
    def open_wait(self) -> Wait | None:
        return self.waits[-1] if self.waits and self.waits[-1].until is None else None


@dataclass(slots=True)
class Plan:
    rows: list[Row] = field(default_factory=list)
    delete: list[int] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    due_at: datetime | None = None

    def tell(self, facts: Iterable[Fact]) -> None:
        self.facts.extend(facts)


@dataclass(frozen=True, slots=True)
class Making:
    """A plan in the making."""

    standing: Standing
    goals: Goals
    now: datetime
    made: Plan

    @property
    def settled_at(self) -> datetime:
        return self.standing.measured_from or self.now

    def new(self, kind: str, started_at: datetime, seconds: int) -> Row:
        row = Row(
            id=0,
            case_id=self.standing.case_id,
            kind=kind,
            line_id=None,
            policy_id=self.goals.policy_id,
            calendar_id=self.goals.calendar_id,
            target_seconds=seconds,
            started_at=started_at,
            hours=self.goals.hours,
            on_line=self.standing.line_id,
            changed=True,
        )
        self.made.rows.append(row)
        return row

    def let_go(self, row: Row, at: datetime) -> None:
        """It ends unanswered, with its case. Whoever resolves one that is late without an answer
        has missed the answer all the same."""
        told = row.end(at, void=True)
        if self.standing.state != State.RESOLVED:
            self.made.tell(told)

    def fit(self, row: Row, seconds: int) -> None:
        """What ended keeps the target that it was measured by."""
        if row.ended_at is None or row.void:
            row.go_by(
                policy_id=self.goals.policy_id,
                calendar_id=self.goals.calendar_id,
                hours=self.goals.hours,
                seconds=seconds,
            )
