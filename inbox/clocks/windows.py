"""How long a network lets answers through, as a clock of its own. Pure."""

from __future__ import annotations

from datetime import datetime

from inbox.clocks.row import Row
from inbox.clocks.standing import Making
from inbox.models.clocks import ClockKind
from routing.engine import WALL_TIME

WINDOWS = {"private": ClockKind.PRIVATE_WINDOW, "public": ClockKind.PUBLIC_WINDOW}


def plan_window(making: Making, rows: list[Row], visibility: str) -> None:
    """While the customer waits for an answer to what they wrote there, from their last message on.
    No network waits for our snooze or our working hours."""
    standing = making.standing
    hours = standing.windows.get(visibility)
    making.made.rows.extend(rows)
    last = max(rows, key=lambda row: row.started_at, default=None)
    heard = None if hours is None else _heard(making, visibility)
    if heard is None or hours is None:
        if last is not None and (last.ended_at is None or last.void):
            _close(making, last)
        return
    if last is None or (last.ended_at is not None and last.started_at != heard):
        last = making.new(WINDOWS[visibility], heard, hours * 3600)
    if last.started_at != heard:
        last.started_at, last.changed = heard, True
    last.go_by(policy_id=None, calendar_id=None, hours=WALL_TIME, seconds=hours * 3600)
    last.run(making.now)


def _heard(making: Making, visibility: str) -> datetime | None:
    """The customer's last message there, while it waits for an answer."""
    wait = making.standing.open_wait if making.standing.is_active else None
    if wait is None:
        return None
    return max(
        (
            turn.at
            for turn in making.standing.turns
            if turn.inbound
            and turn.visibility == visibility
            and turn.gone_at is None
            and turn.at >= wait.since
        ),
        default=None,
    )


def _close(making: Making, row: Row) -> None:
    """Answered, or there is nothing to answer any more."""
    for wait in making.standing.waits:
        if wait.until is not None and wait.since <= row.started_at <= wait.until:
            making.made.tell(row.end(wait.until))
            return
    if row.ended_at is None:
        making.let_go(row, making.now)
