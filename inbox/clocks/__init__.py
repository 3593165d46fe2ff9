"""Clocks: running targets on a case. Whoever changes a case's state, line, messages, or anything
that SLA policies ask for, ends in `follow` (one case) or in `plan` and `write` (a page of them), so
there is one arithmetic."""

from inbox.clocks.follow import follow, follow_policy
from inbox.clocks.plan import plan
from inbox.clocks.row import Row
from inbox.clocks.standing import Plan, Standing
from inbox.clocks.store import load, row_of, write
from inbox.clocks.targets import Goals, Targets
from inbox.clocks.turns import turns_of
from inbox.clocks.waits import Turn, Wait, waits

__all__ = [
    "Goals",
    "Plan",
    "Row",
    "Standing",
    "Targets",
    "Turn",
    "Wait",
    "follow",
    "follow_policy",
    "load",
    "plan",
    "row_of",
    "turns_of",
    "waits",
    "write",
]
