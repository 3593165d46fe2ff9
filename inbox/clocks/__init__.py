"""Clocks: running targets on a case. Whoever changes a case's state, line or messages ends in
`follow` (one case) or in `plan` and `write` (a page of them), so there is one arithmetic."""

from inbox.clocks.follow import follow, targets
from inbox.clocks.plan import Plan, Row, Standing, Targets, breach_fact, plan
from inbox.clocks.store import load, write
from inbox.clocks.turns import turns_of
from inbox.clocks.waits import Turn, Wait, waits

__all__ = [
    "Plan",
    "Row",
    "Standing",
    "Targets",
    "Turn",
    "Wait",
    "breach_fact",
    "follow",
    "load",
    "plan",
    "targets",
    "turns_of",
    "waits",
    "write",
]
