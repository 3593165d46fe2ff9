"""A plan reckoned as a flow, for numbers at which chance evens out."""

from __future__ import annotations

from collections.abc import Sequence

from .plan import BusinessSeconds, Outcome, Plan
from .staffing import HOUR_SECONDS

_PARTS = 4  # of an hour whose arrivals are looked at together


def reckon(plan: Plan) -> Outcome:
    able = [servers * HOUR_SECONDS / plan.seconds for servers in plan.servers]
    came, taken, waiting = [float(plan.backlog)], [0.0], []
    for rate, most in zip(plan.rates, able, strict=True):
        came.append(came[-1] + rate)
        taken.append(min(came[-1], taken[-1] + most))
        waiting.append(came[-1] - taken[-1])
    within, judged = _judged(plan, came, taken, able)
    return Outcome(came[-1], taken[-1], tuple(waiting), within, judged, drawn=False)


def _judged(
    plan: Plan, came: Sequence[float], taken: Sequence[float], able: Sequence[float]
) -> tuple[float, float]:
    clock, hours = BusinessSeconds(plan.opened), len(plan.rates)
    within = judged = 0.0
    now = 0  # the hour in which the arrivals looked at are taken up
    for at, place, number in _looked_at(plan, came):
        while now < hours and taken[now + 1] < place - 1e-9:
            now += 1
        late = now == hours
        up = hours * HOUR_SECONDS if late else _moment(now, place, taken, able)
        kept = clock.at(max(up, at)) - clock.at(at) <= plan.target.seconds
        within += number * (kept and not late)
        judged += number * (not late or not kept)
    return within, judged


def _looked_at(plan: Plan, came: Sequence[float]) -> list[tuple[float, float, float]]:
    """When, how many had come by then, and for how many it stands."""
    found = [(0.0, plan.backlog / 2, float(plan.backlog))] if plan.backlog else []
    for hour, rate in enumerate(plan.rates):
        for part in range(_PARTS if rate > 0 else 0):
            passed = (part + 0.5) / _PARTS
            found.append(
                ((hour + passed) * HOUR_SECONDS, came[hour] + rate * passed, rate / _PARTS)
            )
    return found


def _moment(hour: int, place: float, taken: Sequence[float], able: Sequence[float]) -> float:
    part = (place - taken[hour]) / able[hour] if able[hour] else 0.0
    return (hour + min(max(part, 0.0), 1.0)) * HOUR_SECONDS
