"""To another team's queue."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.actions.acting import by, touch
from inbox.actions.collect import check_collected
from inbox.actions.place import own, put
from inbox.actions.state import change_state
from inbox.models import Case
from inbox.models.cases import UNSETTLED, State
from routing.policy import house


def check_move(*, member: Member, case: Case, team_id: int) -> None:
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done. Reopen it before you hand it to another team."))
    team = house().teams.get(team_id)
    if team is None or team.retired:
        raise Refused(_("The team is gone. Choose another one."))
    if leads_further(case, team_id):
        check_collected(case)


def do_move(*, member: Member, case: Case, team_id: int) -> None:
    """Does nothing when the team has it already."""
    if case.team_id == team_id:
        return
    now = timezone.now()
    hand_on(case, team_id, asked_by=member, at=now)
    touch(case, by(member), now)
    clocks.follow(case, now=now)


def leads_further(case: Case, team_id: int) -> bool:
    """Is the team on a line behind the one that has the case?"""
    teams = house().teams
    return teams[team_id].line_number > teams[case.team_id].line_number


def hand_on(case: Case, team_id: int, *, asked_by: Member, at: datetime) -> None:
    """Into the team's queue, open, for everybody there. Needs the case's row lock; the caller
    brings the clocks in line."""
    rules = house()
    actor = by(asked_by)
    if case.state != State.OPEN:
        # There is work for us again, whatever the case waited for.
        change_state(case, State.OPEN, at=at, actor=actor)
    if rules.teams[case.team_id].line_id == rules.front_line_id and case.owner_id is None:
        # Whoever hands over went on record as the one who speaks to the customer.
        put(case, team_id=case.team_id, assignee_id=asked_by.id, at=at, actor=actor)
        own(case, owner_id=asked_by.id, at=at, actor=actor)
    put(case, team_id=team_id, assignee_id=None, at=at, actor=actor)
