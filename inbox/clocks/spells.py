"""Clocks of a case as a whole: until it is resolved, and in how many turns. Pure."""

from __future__ import annotations

from datetime import datetime

from inbox.clocks.row import Row
from inbox.clocks.spoken import Spoken, turn_starts
from inbox.clocks.standing import Making, Standing
from inbox.models.cases import State
from inbox.models.clocks import ClockKind


def plan_resolution(making: Making, rows: list[Row]) -> None:
    """From when the case was taken up until it is resolved; a reopened one is measured anew. What
    waits for the customer, or for a time that we named, does not count."""
    standing = making.standing
    seconds = making.goals.seconds.get(ClockKind.RESOLUTION)
    making.made.rows.extend(rows)
    row = _going_on(rows, standing)
    if not standing.is_active or seconds is None:
        if row is not None and row.ended_at is None:
            _stop(making, row)
        return
    if row is None:
        row = making.new(ClockKind.RESOLUTION, standing.taken_up_at, seconds)
    if standing.measured_from is None and row.started_at != standing.opened_at:
        row.started_at, row.changed = standing.opened_at, True
    making.fit(row, seconds)
    if row.ended_at is not None or standing.state == State.OPEN:
        row.run(_went_on_at(making, row))
    if standing.state != State.OPEN:
        row.pause(_stopped_at(making, row))


def _going_on(rows: list[Row], standing: Standing) -> Row | None:
    """The newest, also where it was ended too early; not one of before the case was settled."""
    last = max(rows, key=lambda row: row.started_at, default=None)
    if last is None or last.ended_at is None or standing.measured_from is None:
        return last
    return last if last.started_at > standing.measured_from else None


def _stop(making: Making, row: Row) -> None:
    if making.standing.is_active:
        making.made.tell(row.end(making.now, void=True))
    else:
        at = max(making.settled_at, row.started_at)
        making.made.tell(row.end(at, void=making.standing.state != State.RESOLVED))


def _stopped_at(making: Making, row: Row) -> datetime:
    """A case waits from our answer on, whenever we heard of it."""
    waits = making.standing.waits
    answered = waits[-1].until if waits else None
    if making.standing.state != State.WAITING or answered is None:
        return making.now
    went_on = row.pauses[-1][1] if row.pauses else row.started_at
    return min(making.now, max(answered, went_on))


def _went_on_at(making: Making, row: Row) -> datetime:
    """From the customer's message on, whenever we had it."""
    wait = making.standing.open_wait
    if row.paused_at is None or wait is None or wait.since < row.paused_at:
        return making.now
    return min(making.now, wait.since)


def plan_turns(making: Making, rows: list[Row]) -> None:
    """One count a case, whatever is reopened: the aim is of the whole case. It begins with our
    first turn, and presses nobody: it is told once it is over the aim, and never stops a reply."""
    standing, aim = making.standing, making.goals.turns
    making.made.rows.extend(rows)
    row = rows[0] if rows else None
    if row is None and (aim is None or standing.state == State.DISMISSED):
        return
    if row is not None and aim is None:
        if row.ended_at is None:
            making.made.tell(row.end(making.now, void=True))
        return
    starts = turn_starts(
        Spoken(turn.at, turn.inbound, turn.free, not turn.useful) for turn in standing.turns
    )
    if row is None and starts:
        row = making.new(ClockKind.TURNS, standing.opened_at, 0)
    if row is not None:
        _count(making, row, starts)


def _count(making: Making, row: Row, starts: list[datetime]) -> None:
    standing = making.standing
    was = (row.policy_id, row.calendar_id, row.target_turns, row.turns, row.due_at, row.ended_at)
    if standing.is_active:
        row.policy_id, row.calendar_id = making.goals.policy_id, making.goals.calendar_id
        row.ended_at, row.void = None, False
    if row.ended_at is None or row.id == 0:
        row.target_turns = making.goals.turns
    row.turns = len(starts)
    aim = row.target_turns
    row.due_at = starts[aim] if aim is not None and len(starts) > aim else None
    if row.due_at is None:
        row.breached_at = None
    if not standing.is_active and row.ended_at is None:
        row.ended_at = making.settled_at
        row.void = standing.state != State.RESOLVED
    now = (row.policy_id, row.calendar_id, row.target_turns, row.turns, row.due_at, row.ended_at)
    if now != was:
        row.changed = True
        _tell_count(making, row)


def _tell_count(making: Making, row: Row) -> None:
    if row.ended_at is None or (row.void and row.breached_at is None):
        return
    if row.due_at is not None and row.breached_at is None:
        row.breached_at = row.due_at
        making.made.tell([row.breach_fact()])
    making.made.tell([row.ended_fact(row.ended_at)])
