"""What the clocks of a case must say. Pure: works on values.

A case's state, its waits, its line and its policy say which clocks it has; `plan` compares that
with the rows there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from inbox.clocks.responses import RESPONSES, plan_ownership, plan_responses
from inbox.clocks.row import Row
from inbox.clocks.spells import plan_resolution, plan_turns
from inbox.clocks.standing import Making, Plan, Standing
from inbox.clocks.targets import Goals
from inbox.clocks.windows import WINDOWS, plan_window
from inbox.models.clocks import ClockKind


def plan(standing: Standing, rows: Iterable[Row], goals: Goals, now: datetime) -> Plan:
    """Pure. `rows` are all clocks of the case."""
    made = Plan()
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        row.hours = goals.hours_of(row.calendar_id)
        row.on_line = standing.line_id
        of[row.kind].append(row)
    making = Making(standing, goals, now, made)
    plan_responses(making, [row for kind in RESPONSES for row in of[kind]])
    plan_ownership(making, of[ClockKind.OWNERSHIP])
    if ClockKind.RESOLUTION in goals.seconds or of[ClockKind.RESOLUTION]:
        plan_resolution(making, of[ClockKind.RESOLUTION])
    if goals.turns is not None or of[ClockKind.TURNS]:
        plan_turns(making, of[ClockKind.TURNS])
    for visibility, kind in WINDOWS.items():
        if visibility in standing.windows or of[kind]:
            plan_window(making, of[kind], visibility)
    running = (row.due_at for row in made.rows if row.presses and row.due_at is not None)
    made.due_at = min(running, default=None)
    return made
