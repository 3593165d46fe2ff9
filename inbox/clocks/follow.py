"""Bring the clocks of cases in line with what has just happened to them, or to their policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from care.core.bulk import update_rows
from care.core.tenancy import current_organisation_id
from inbox import events
from inbox.clocks.gather import Gathered, gather
from inbox.clocks.plan import plan
from inbox.clocks.standing import Plan
from inbox.clocks.store import write
from inbox.clocks.targets import Targets
from inbox.models import Case
from routing.policy import house


def follow(case: Case, *, now: datetime) -> None:
    """Needs the case's row lock. Reads its messages, legs and clocks anew; writes the clocks, and
    on the case what is computed from them."""
    ((found, made),) = _planned([case], now)
    events.record(write(current_organisation_id(), [made]))
    case.due_at, case.unanswered_since = made.due_at, _unanswered_since(found)
    case.save(update_fields=["due_at", "unanswered_since"])


def follow_policy(cases: Sequence[Case], *, now: datetime) -> list[int]:
    """The policy is another one: the same for many cases, whose row locks are held. Gives those
    whose clocks have changed."""
    planned = _planned(cases, now)
    plans = [made for _, made in planned]
    changed = [
        (found.case.id, made.due_at)
        for found, made in planned
        if any(row.changed for row in made.rows) or made.due_at != found.case.due_at
    ]
    events.record(write(current_organisation_id(), plans))
    update_rows("inbox_case", ("due_at",), changed, organisation_id=current_organisation_id())
    return [case_id for case_id, _ in changed]


def _planned(cases: Sequence[Case], now: datetime) -> list[tuple[Gathered, Plan]]:
    rules = house()
    targets = Targets(rules)
    every = gather(cases, rules, tells_free=targets.asks_turns, now=now)
    return [
        (found, plan(found.standing, found.rows, targets.of(found.facts), now)) for found in every
    ]


def _unanswered_since(found: Gathered) -> datetime | None:
    wait = found.standing.open_wait
    return None if wait is None else wait.since
