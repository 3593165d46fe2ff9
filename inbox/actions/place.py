"""Where a case is: its team, who works on it, who speaks to the customer. Keeps its legs."""

from __future__ import annotations

from datetime import datetime

from inbox.actions.acting import tell
from inbox.events import Actor, Kind
from inbox.models import Case, Leg, Timer
from inbox.models.cases import UNSETTLED
from inbox.models.clocks import TimerKind
from routing.policy import house


def put(
    case: Case,
    *,
    team_id: int,
    assignee_id: int | None,
    at: datetime,
    actor: Actor,
    reason_id: int | None = None,
) -> None:
    """Needs the case's row lock. Moves the case, ends its leg and begins the next. Does nothing
    when it is there already. A team that is out of use is stood in for. `reason_id`: why it is
    given back without an answer."""
    team_id = house().standing(team_id)
    if (case.team_id, case.assignee_id) == (team_id, assignee_id) and _has_leg(case):
        return
    if case.team_id != team_id:
        teams = house().teams
        tell(
            case,
            Kind.MOVED,
            at,
            actor,
            from_team=case.team_id,
            to_team=team_id,
            from_line=teams[case.team_id].line_number,
            to_line=teams[team_id].line_number,
            line=teams[team_id].line_id,
            **({"reason": reason_id} if reason_id else {}),
        )
    if case.assignee_id != assignee_id:
        tell(case, Kind.ASSIGNED, at, actor, from_=case.assignee_id, to=assignee_id)
    case.team_id, case.assignee_id, case.kept_until = team_id, assignee_id, None
    case.save(update_fields=["team_id", "assignee_id", "kept_until"])
    Timer.objects.filter(case=case, kind=TimerKind.RELEASE).delete()
    end_leg(case, at, reason_id=reason_id)
    if case.state in UNSETTLED:
        begin_leg(case, at)


def begin_leg(case: Case, at: datetime) -> None:
    Leg.objects.create(
        case=case,
        team_id=case.team_id,
        line_id=house().teams[case.team_id].line_id,
        assignee_id=case.assignee_id,
        started_at=at,
    )


def end_leg(case: Case, at: datetime, *, reason_id: int | None = None) -> None:
    here = Leg.objects.filter(case=case, ended_at__isnull=True)
    here.update(ended_at=at, reason=reason_id)


def _has_leg(case: Case) -> bool:
    return Leg.objects.filter(case=case, ended_at__isnull=True).exists() == (
        case.state in UNSETTLED
    )


def own(case: Case, *, owner_id: int | None, at: datetime, actor: Actor) -> None:
    """From now on this member speaks to the customer; None: whoever takes the case next."""
    if case.owner_id != owner_id:
        tell(case, Kind.OWNER_CHANGED, at, actor, from_=case.owner_id, to=owner_id)
        case.owner_id = owner_id
        case.save(update_fields=["owner_id"])


def asker_on(case: Case, team_id: int) -> int | None:
    """Who handed the case over from this team: its owner if of that team's legs, else whoever had
    it there last."""
    of_team = Leg.objects.filter(case=case, team_id=team_id, assignee_id__isnull=False)
    had_it = list(of_team.order_by("-started_at", "-id").values_list("assignee_id", flat=True))
    if case.owner_id is not None and case.owner_id in had_it:
        return case.owner_id
    return had_it[0] if had_it else None
