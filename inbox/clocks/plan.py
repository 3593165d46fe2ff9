"""What the clocks of a case must say. Pure: works on values.

A case's state, its waits and its line say which clocks it has; `plan` compares that with the rows
there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox.clocks.waits import Wait
from inbox.events import Fact, Kind
from inbox.models.cases import UNSETTLED, State
from inbox.models.clocks import ClockKind


@dataclass(frozen=True, slots=True)
class Targets:
    """Seconds of wall time; a line without a target has no ownership clock."""

    first_response: int
    next_response: int
    line: dict[int, int]

    def of(self, wait: Wait) -> int:
        return self.first_response if wait.first else self.next_response


@dataclass(frozen=True, slots=True)
class Standing:
    """What the clocks of a case follow from."""

    case_id: int
    state: str
    line_id: int
    line_since: datetime
    waits: Sequence[Wait]
    measured_from: datetime | None


@dataclass(slots=True)
class Row:
    """A clock's row; `id` 0: not written yet. Fields as in `inbox.models.Clock`."""

    id: int
    case_id: int
    kind: str
    line_id: int | None
    target_seconds: int
    started_at: datetime
    paused_at: datetime | None = None
    paused_seconds: float = 0.0
    due_at: datetime | None = None
    breached_at: datetime | None = None
    ended_at: datetime | None = None
    void: bool = False
    changed: bool = False

    def due(self) -> datetime:
        return self.started_at + timedelta(seconds=self.target_seconds + self.paused_seconds)

    def run(self, now: datetime) -> None:
        """Running: also after a pause, or after it was ended too early."""
        if self.paused_at is not None:
            self.paused_seconds += max(0.0, (now - self.paused_at).total_seconds())
        if self.due_at is None or self.paused_at or self.ended_at:
            self.changed = True
        self.paused_at = self.ended_at = None
        self.void = False
        self.due_at = self.due()

    def pause(self, now: datetime) -> None:
        if self.paused_at is None:
            self.paused_at, self.due_at, self.changed = now, None, True

    def end(self, at: datetime, *, void: bool = False) -> list[Fact]:
        if self.ended_at == at and self.void == void:
            return []
        if self.paused_at is not None:
            self.paused_seconds += max(0.0, (at - self.paused_at).total_seconds())
            self.paused_at = None
        self.due_at, self.ended_at, self.void, self.changed = self.due(), at, void, True
        if void:
            return []
        facts = [self._ended_fact(at)]
        if at <= self.due_at:
            self.breached_at = None  # it was answered in time, we only heard of it late
        elif self.breached_at is None:
            self.breached_at = self.due_at
            facts.insert(0, breach_fact(self.case_id, self.kind, self.due_at))
        return facts

    def _ended_fact(self, at: datetime) -> Fact:
        """A reply that arrives late may end a clock a second time, earlier: `started` says which
        clock, and of several facts the last one counts."""
        seconds = max(0.0, (at - self.started_at).total_seconds() - self.paused_seconds)
        data = {
            "clock": self.kind,
            "started": int(self.started_at.timestamp()),
            "seconds": round(seconds),
            "target": self.target_seconds,
        }
        return Fact(self.case_id, Kind.CLOCK_ENDED, at, data=data)


def breach_fact(case_id: int, kind: str, at: datetime) -> Fact:
    return Fact(case_id, Kind.CLOCK_BREACHED, at, data={"clock": kind})


@dataclass(slots=True)
class Plan:
    rows: list[Row] = field(default_factory=list)
    delete: list[int] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    due_at: datetime | None = None


def plan(standing: Standing, rows: Iterable[Row], targets: Targets, now: datetime) -> Plan:
    """Pure. `rows` are all clocks of the case."""
    made = Plan()
    response: list[Row] = []
    ownership: list[Row] = []
    for row in rows:
        (ownership if row.kind == ClockKind.OWNERSHIP else response).append(row)
    _plan_response(standing, response, targets, now, made)
    _plan_ownership(standing, ownership, targets, now, made)
    running = [row.due_at for row in made.rows if row.due_at and row.ended_at is None]
    made.due_at = min(running, default=None)
    return made


def _kind(wait: Wait) -> str:
    return ClockKind.FIRST_RESPONSE if wait.first else ClockKind.NEXT_RESPONSE


def _plan_response(
    standing: Standing, rows: list[Row], targets: Targets, now: datetime, made: Plan
) -> None:
    wanted = {(_kind(wait), wait.since): wait for wait in standing.waits}
    there: dict[tuple[str, datetime], Row] = {}
    for row in rows:
        if (row.kind, row.started_at) in wanted:
            there[row.kind, row.started_at] = row
        elif standing.measured_from is not None and row.started_at <= standing.measured_from:
            if row.ended_at is None:
                row.end(standing.measured_from, void=True)
            made.rows.append(row)
        else:
            made.delete.append(row.id)
    for key, wait in wanted.items():
        row = there.get(key) or Row(
            0, standing.case_id, key[0], None, targets.of(wait), wait.since, changed=True
        )
        made.rows.append(row)
        if wait.until is not None:
            made.facts.extend(row.end(wait.until))
        elif standing.state == State.SNOOZED:
            row.run(now) if row.ended_at else None
            row.pause(now)
        elif standing.state in UNSETTLED:
            row.run(now)
        elif row.ended_at is None:
            row.end(now, void=True)


def _plan_ownership(
    standing: Standing, rows: list[Row], targets: Targets, now: datetime, made: Plan
) -> None:
    target = targets.line.get(standing.line_id)
    active = standing.state in UNSETTLED and target is not None
    current = next((row for row in rows if row.ended_at is None), None)
    made.rows.extend(rows)
    if current is not None and not (active and current.line_id == standing.line_id):
        left = standing.line_since if current.line_id != standing.line_id else now
        made.facts.extend(current.end(max(left, current.started_at)))
        current = None
    if active and current is None and target is not None:
        row = Row(
            0,
            standing.case_id,
            ClockKind.OWNERSHIP,
            standing.line_id,
            target,
            standing.line_since,
        )
        row.run(now)
        made.rows.append(row)
