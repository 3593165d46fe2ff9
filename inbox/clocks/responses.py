"""The clocks of a customer who waits, and of a line that has the case. Pure."""

from __future__ import annotations

from datetime import datetime

from inbox.clocks.row import Row
from inbox.clocks.standing import Making
from inbox.clocks.waits import Wait, useful_wait
from inbox.models.cases import State
from inbox.models.clocks import ClockKind

RESPONSES = (ClockKind.FIRST_RESPONSE, ClockKind.FIRST_USEFUL, ClockKind.NEXT_RESPONSE)

Key = tuple[str, datetime]


def plan_responses(making: Making, rows: list[Row]) -> None:
    """A clock a wait, known by when the wait began."""
    wanted = _wanted(making)
    there: dict[Key, Row] = {}
    measured_from = making.standing.measured_from
    for row in rows:
        if (row.kind, row.started_at) in wanted:
            there[row.kind, row.started_at] = row
        elif measured_from is not None and row.started_at <= measured_from:
            making.made.rows.append(row)
            if row.ended_at is None:
                making.let_go(row, measured_from)
        elif row.kind != ClockKind.FIRST_USEFUL or row.kind in making.goals.seconds:
            making.made.delete.append(row.id)
        else:
            _drop(making, row)
    for key, wait in wanted.items():
        _respond(making, key[0], wait, there.get(key))


def _wanted(making: Making) -> dict[Key, Wait]:
    standing = making.standing
    found: dict[Key, Wait] = {(_kind(wait), wait.since): wait for wait in standing.waits}
    if ClockKind.FIRST_USEFUL in making.goals.seconds:
        useful = useful_wait(standing.turns, measured_from=standing.measured_from)
        if useful is not None:
            found[ClockKind.FIRST_USEFUL, useful.since] = useful
    return found


def _kind(wait: Wait) -> str:
    return ClockKind.FIRST_RESPONSE if wait.first else ClockKind.NEXT_RESPONSE


def _drop(making: Making, row: Row) -> None:
    """The policy has no such target any more."""
    making.made.rows.append(row)
    if row.ended_at is None:
        making.made.tell(row.end(making.now, void=True))


def _respond(making: Making, kind: str, wait: Wait, row: Row | None) -> None:
    seconds = making.goals.seconds.get(kind)
    if seconds is None:
        if row is not None:
            _drop(making, row)
        return
    if row is None:
        row = making.new(kind, wait.since, seconds)
    else:
        making.made.rows.append(row)
        making.fit(row, seconds)
    if wait.until is not None:
        making.made.tell(row.end(wait.until))
    elif making.standing.state == State.SNOOZED:
        if row.ended_at is not None:
            row.run(making.now)
        row.pause(making.now)
    elif making.standing.is_active:
        row.run(making.now)
    elif row.ended_at is None:
        making.let_go(row, making.now)


def plan_ownership(making: Making, rows: list[Row]) -> None:
    """A clock a stay on a line; neither snoozing nor waiting stops it."""
    standing, made = making.standing, making.made
    seconds = making.goals.line_seconds.get(standing.line_id)
    made.rows.extend(rows)
    current = next((row for row in rows if row.ended_at is None), None)
    if current is not None and current.line_id != standing.line_id:
        made.tell(current.end(max(standing.line_since, current.started_at)))
        current = None
    if current is not None and not standing.is_active:
        made.tell(current.end(max(making.now, current.started_at)))
    elif current is not None and seconds is None:
        made.tell(current.end(making.now, void=True))
    elif standing.is_active and seconds is not None:
        if current is None:
            current = making.new(ClockKind.OWNERSHIP, standing.line_since, seconds)
            current.line_id = standing.line_id
        making.fit(current, seconds)
        current.run(making.now)
