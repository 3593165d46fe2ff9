"""A clock's row as a value, and the arithmetic of running, pausing and ending it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from inbox.events import Fact, Kind
from inbox.models.clocks import ClockKind
from routing.engine import WALL_TIME, Calendar, Pause, due_at, elapsed


@dataclass(slots=True)
class Row:
    """A clock's row; `id` 0: not written yet. Fields as in `inbox.models.Clock`, and what is needed
    to reckon with them."""

    id: int
    case_id: int
    kind: str
    line_id: int | None
    policy_id: int | None
    calendar_id: int | None
    target_seconds: int
    started_at: datetime
    target_turns: int | None = None
    turns: int = 0
    paused_at: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    due_at: datetime | None = None
    breached_at: datetime | None = None
    warned_at: datetime | None = None
    ended_at: datetime | None = None
    void: bool = False
    hours: Calendar = WALL_TIME
    on_line: int | None = None
    """The line that has the case; of a line's own clock it is that one."""
    changed: bool = False

    @property
    def presses(self) -> bool:
        """Does its due time say how urgent the case is?"""
        return self.ended_at is None and self.kind != ClockKind.TURNS

    @property
    def is_late(self) -> bool:
        """Of one that ended."""
        if self.ended_at is None or self.due_at is None:
            return False
        return self.kind == ClockKind.TURNS or self.ended_at > self.due_at

    def due(self) -> datetime | None:
        """Without its open pause; None where the calendar never counts so much."""
        target = timedelta(seconds=self.target_seconds)
        if not self.pauses and self.hours is WALL_TIME:
            return self.started_at + target
        return due_at(
            started_at=self.started_at, target=target, pauses=self._paused(), calendar=self.hours
        )

    def counted(self, until: datetime) -> float:
        """Seconds on the clock."""
        if not self.pauses and self.hours is WALL_TIME:
            return max(0.0, (until - self.started_at).total_seconds())
        passed = elapsed(
            started_at=self.started_at, until=until, pauses=self._paused(), calendar=self.hours
        )
        return passed.total_seconds()

    def _paused(self) -> list[Pause]:
        return [Pause(start, end) for start, end in self.pauses]

    def go_by(
        self, *, policy_id: int | None, calendar_id: int | None, hours: Calendar, seconds: int
    ) -> None:
        """Another target, or other hours: the clock goes on from where it was started."""
        self.hours = hours
        fits = (self.policy_id, self.calendar_id, self.target_seconds)
        if fits != (policy_id, calendar_id, seconds):
            self.policy_id, self.calendar_id, self.target_seconds = policy_id, calendar_id, seconds
            self.changed = True

    def run(self, now: datetime) -> None:
        """Running: also after a pause, or after it was ended too early."""
        if self.paused_at is not None or self.ended_at is not None:
            self._resume(now)
            self.ended_at, self.void, self.changed = None, False, True
        due = self.due()
        if due == self.due_at:
            return
        self.due_at, self.changed = due, True
        if due is None or due > now:
            # There is time again: what was told is told anew when it is over.
            self.breached_at = self.warned_at = None

    def pause(self, at: datetime) -> None:
        if self.paused_at is None:
            self.paused_at, self.due_at, self.changed = at, None, True

    def _resume(self, at: datetime) -> None:
        if self.paused_at is not None:
            if at > self.paused_at:
                self.pauses = [*self.pauses, (self.paused_at, at)]
            self.paused_at = None

    def end(self, at: datetime, *, void: bool = False) -> list[Fact]:
        """What is to be told. A void one met and missed nothing: it is told only if it was told
        before that the time ran out, which no longer counts."""
        if self.ended_at == at and self.void == void:
            return []
        self._resume(at)
        self.due_at, self.ended_at, self.void, self.changed = self.due(), at, void, True
        if void:
            return [self.ended_fact(at)] if self.breached_at is not None else []
        facts = [self.ended_fact(at)]
        if not self.is_late:
            self.breached_at = None  # it was answered in time, we only heard of it late
        elif self.breached_at is None:
            self.breached_at = self.due_at
            facts.insert(0, self.breach_fact())
        return facts

    def ended_fact(self, at: datetime) -> Fact:
        """A reply that arrives late may end a clock a second time, earlier: `started` says which
        clock, and of several facts the last one counts."""
        data = self._said() | {"seconds": round(self.counted(at)), "met": not self.is_late}
        if self.kind == ClockKind.TURNS:
            data |= {"turns": self.turns, "seconds": 0}
        if self.void:
            data |= {"void": True}
        return Fact(self.case_id, Kind.CLOCK_ENDED, at, data=data)

    def breach_fact(self) -> Fact:
        assert self.due_at is not None
        return Fact(self.case_id, Kind.CLOCK_BREACHED, self.due_at, data=self._said())

    def _said(self) -> dict[str, Any]:
        """`line`: the one that has the case; of a line's own clock it is that one."""
        said = {
            "clock": str(self.kind),
            "policy": self.policy_id,
            "calendar": self.calendar_id,
            "line": self.line_id or self.on_line,
            "started": int(self.started_at.timestamp()),
            "target": self.target_seconds,
        }
        return said | ({"aim": self.target_turns} if self.kind == ClockKind.TURNS else {})
