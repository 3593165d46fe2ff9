"""Bring the clocks of one case in line with what has just happened to it."""

from __future__ import annotations

from datetime import datetime

from care.core.tenancy import current_organisation_id
from inbox import events
from inbox.clocks.plan import Standing, Targets, plan
from inbox.clocks.store import load, write
from inbox.clocks.turns import turns_of
from inbox.clocks.waits import waits
from inbox.models import Case, Leg
from routing.policy import House, house


def targets(of: House) -> Targets:
    return Targets(of.first_response_seconds, of.next_response_seconds, of.ownership_seconds)


def follow(case: Case, *, now: datetime) -> None:
    """Needs the case's row lock. Reads its messages, leg and clocks anew; writes the clocks, and
    on the case what is computed from them."""
    rules = house()
    organisation_id = current_organisation_id()
    turns = turns_of(organisation_id, [case.id])
    found = waits(turns.get(case.id, ()), measured_from=case.settled_at)
    since = (
        Leg.objects.filter(case=case, ended_at__isnull=True)
        .values_list("started_at", flat=True)
        .first()
    )
    standing = Standing(
        case_id=case.id,
        state=case.state,
        line_id=rules.teams[case.team_id].line_id,
        line_since=_on_line_since(case, rules.teams[case.team_id].line_id) or since or now,
        waits=found,
        measured_from=case.settled_at,
    )
    rows = load(organisation_id, [case.id]).get(case.id, [])
    made = plan(standing, rows, targets(rules), now)
    events.record(write(organisation_id, [made]))
    case.due_at = made.due_at
    case.unanswered_since = found[-1].since if found and found[-1].until is None else None
    case.save(update_fields=["due_at", "unanswered_since"])


def _on_line_since(case: Case, line_id: int) -> datetime | None:
    """The start of the unbroken run of legs on this line: a change of assignee, or of team within
    the line, does not start the line's clock anew."""
    since = None
    legs = Leg.objects.filter(case=case).order_by("-started_at", "-id")
    for leg_line, started_at, ended_at in legs.values_list("line_id", "started_at", "ended_at"):
        if leg_line != line_id or (since is None and ended_at is not None):
            break
        if since is not None and ended_at != since:
            break
        since = started_at
    return since
