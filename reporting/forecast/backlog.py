"""Posts that wait: what today's people make of what is to come, hour by hour."""

from __future__ import annotations

from .drawn import play
from .flow import reckon
from .plan import Outcome, Plan

MOST_DRAWN = 12_000


def simulate(plan: Plan) -> Outcome:
    """One by one while chance matters; above some thousands it evens out, and a flow is enough."""
    if sum(plan.rates) + plan.backlog > MOST_DRAWN:
        return reckon(plan)
    return play(plan)
