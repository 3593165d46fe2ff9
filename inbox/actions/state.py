"""Resolve, reopen, snooze, dismiss, and the priority."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import get_args

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox import clocks
from inbox.actions.acting import by, tell, touch
from inbox.actions.notices import notify
from inbox.actions.place import begin_leg, end_leg, put
from inbox.events import SYSTEM, Actor, Kind
from inbox.models import Case, Timer
from inbox.models.cases import UNSETTLED, Priority, State
from inbox.models.clocks import TimerKind
from inbox.models.desk import NoticeKind
from routing.engine import DismissReason
from routing.policy import house

LONGEST_SNOOZE = timedelta(days=365)


def change_state(case: Case, to: State, *, at: datetime, actor: Actor, why: str = "") -> None:
    """Needs the case's row lock. Writes the state, its times, its leg and its timers; the caller
    brings the clocks in line."""
    was = case.state
    tell(case, Kind.STATE_CHANGED, at, actor, from_=str(was), to=str(to), **_because(why))
    case.state = to
    case.snoozed_until = None
    case.resolved_at = at if to == State.RESOLVED else None
    if to not in UNSETTLED:
        case.settled_at, case.kept_until = at, None
    else:
        case.thanked_at = None
    case.save(
        update_fields=[
            "state",
            "snoozed_until",
            "resolved_at",
            "settled_at",
            "kept_until",
            "thanked_at",
        ]
    )
    Timer.objects.filter(case=case, kind=TimerKind.WAKE).delete()
    if was in UNSETTLED and to not in UNSETTLED:
        Timer.objects.filter(case=case).delete()
        end_leg(case, at)
    elif was not in UNSETTLED and to in UNSETTLED:
        _come_back(case, at, actor)


def _come_back(case: Case, at: datetime, actor: Actor) -> None:
    """To its team, or to the one that stands in for a team that is out of use."""
    home = house().standing(case.team_id)
    if home == case.team_id:
        begin_leg(case, at)
    else:
        put(case, team_id=home, assignee_id=None, at=at, actor=actor)


def _because(why: str) -> dict[str, str]:
    """A reason is one of a fixed set, never text: events outlive erasure."""
    return {"reason": why} if why else {}


def check_resolve(*, member: Member, case: Case) -> None:
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done already."))


def do_resolve(*, member: Member, case: Case, at: datetime | None = None) -> None:
    """`at`: the moment of the click that this is a part of."""
    now = at or timezone.now()
    touch(case, by(member), now)
    change_state(case, State.RESOLVED, at=now, actor=by(member))
    clocks.follow(case, now=now)


def check_reopen(*, member: Member, case: Case) -> None:
    if case.state in UNSETTLED:
        raise Refused(_("This case is open already."))


def do_reopen(*, member: Member, case: Case) -> None:
    now = timezone.now()
    touch(case, by(member), now)
    change_state(case, State.OPEN, at=now, actor=by(member))
    clocks.follow(case, now=now)


def check_snooze(*, member: Member, case: Case, until: datetime) -> None:
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done. There is nothing to snooze."))
    now = timezone.now()
    if until <= now:
        raise Refused(_("The time to wake has passed. Choose one that lies ahead."))
    if until > now + LONGEST_SNOOZE:
        raise Refused(_("That is more than a year away. Choose an earlier time."))


def do_snooze(*, member: Member, case: Case, until: datetime, at: datetime | None = None) -> None:
    """`at`: as for `do_resolve`."""
    now = at or timezone.now()
    touch(case, by(member), now)
    change_state(case, State.SNOOZED, at=now, actor=by(member))
    case.snoozed_until = until
    case.save(update_fields=["snoozed_until"])
    Timer.objects.update_or_create(case=case, kind=TimerKind.WAKE, defaults={"due_at": until})
    clocks.follow(case, now=now)


def do_wake(*, case: Case) -> None:
    """The snooze is over."""
    now = timezone.now()
    if case.state == State.SNOOZED:
        change_state(case, State.OPEN, at=now, actor=SYSTEM, why="woken")
        notify(NoticeKind.WOKEN, case.id, [case.assignee_id or case.owner_id], at=now)
        clocks.follow(case, now=now)


DISMISS_REASONS: tuple[str, ...] = get_args(DismissReason)


def check_dismiss(*, member: Member, case: Case, reason: str) -> None:
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done already."))
    if reason not in DISMISS_REASONS:
        raise Refused(_("Choose why no answer is needed."))


def do_dismiss(*, member: Member, case: Case, reason: str) -> None:
    now = timezone.now()
    touch(case, by(member), now)
    change_state(case, State.DISMISSED, at=now, actor=by(member), why=reason)
    clocks.follow(case, now=now)


def check_priority(*, member: Member, case: Case, priority: str) -> None:
    if priority not in Priority.values:
        raise Refused(_("There is no such priority. Choose urgent, high, normal or low."))


def do_priority(*, member: Member, case: Case, priority: str) -> None:
    if case.priority == priority:
        return
    now = timezone.now()
    tell(case, Kind.PRIORITY_CHANGED, now, by(member), from_=case.priority, to=priority)
    case.priority = priority
    case.save(update_fields=["priority"])
    touch(case, by(member), now)
    clocks.follow(case, now=now)
