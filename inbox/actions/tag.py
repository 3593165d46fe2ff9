"""Tags on a case, and what a tag route does with it.

Nothing here knows a tag by name: a tag moves a case because a route of the organisation says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from inbox import clocks, events
from inbox.access import visible_to
from inbox.actions.acting import by, tell, touch
from inbox.actions.collect import check_collected
from inbox.actions.move import hand_on, leads_further
from inbox.actions.notices import notify
from inbox.actions.place import asker_on, put
from inbox.actions.state import change_state
from inbox.events import Actor, Kind
from inbox.models import Case, Leg, Note, Tagging, Timer
from inbox.models.cases import UNSETTLED, State
from inbox.models.clocks import TimerKind
from inbox.models.desk import NoticeKind
from routing import engine
from routing.models import Tag
from routing.policy import House, house

MAX_WHY: Final = 400


def check_tag(*, member: Member, case: Case, tag: Tag, why: str = "") -> str:
    """The reason as it will be stored."""
    if tag.retired_at is not None:
        raise Refused(
            _("The tag “%(tag)s” is retired. Choose another one, or ask an admin to revive it.")
            % {"tag": tag.name}
        )
    route = house().policy.routes.get(tag.id)
    if route is not None and case.state not in UNSETTLED:
        raise Refused(
            _("This case is done. Reopen it before you hand it over with “%(tag)s”.")
            % {"tag": tag.name}
        )
    if route is not None and leads_further(case, route.team_id):
        check_collected(case)
    reason = " ".join(why.split())
    return typed(reason, limit=MAX_WHY) if reason else ""


def do_tag(
    *, member: Member, case: Case, tag: Tag, why: str = "", reason_id: int | None = None
) -> Tagging:
    """Put the tag on, anew even if it was on, and do what its route and the rules say.
    `reason_id`: why the case is given back with it, if it has no answer."""
    now = timezone.now()
    actor = by(member)
    live = _live_tags(case)
    tagging = _put_on(case, tag.id, actor, now, why=why)
    touch(case, actor, now)
    decisions = _decide(case, tag.id, live)
    _apply(case, decisions, asked_by=member, at=now, reason_id=reason_id)
    clocks.follow(case, now=now)
    return tagging


def check_untag(*, member: Member, case: Case, tagging: Tagging) -> None:
    if tagging.undone_at is not None:
        raise Refused(_("This tag has been taken off already."))


def do_untag(*, member: Member, case: Case, tagging: Tagging) -> None:
    """Undo one application of a tag. Undoing a hand-over brings the case back to where it was
    handed over from, while nobody took it there."""
    now = timezone.now()
    route = house().policy.routes.get(tagging.tag_id)
    untaken = case.assignee_id is None or case.kept_until is not None
    undoes = route is not None and case.team_id == route.team_id and untaken
    with events.marked(**({"undoes_tagging": tagging.id} if undoes else {})):
        _take_off(case, [tagging.tag_id], by(member), now)
        touch(case, by(member), now)
        if route and undoes:
            _undo_move(case, route, tagging, by(member), now)
    clocks.follow(case, now=now)


def _undo_move(
    case: Case, route: engine.Route, tagging: Tagging, actor: Actor, at: datetime
) -> None:
    before = (
        case.legs.filter(started_at__lt=tagging.at)
        .exclude(team_id=route.team_id)
        .order_by("-started_at", "-id")
        .first()
    )
    # What the hand-over took off is on again.
    taken_off = Tagging.objects.filter(case=case, undone_at=tagging.at)
    for again in taken_off.filter(tag_id=route.opposite_tag_id or 0):
        again.undone_at = again.undone_by = None
        again.save(update_fields=["undone_at", "undone_by"])
        tell(case, Kind.TAG_BACK, at, actor, tag=again.tag_id, tagging=again.id)
    if before is not None and case.state in UNSETTLED:
        put(case, team_id=before.team_id, assignee_id=before.assignee_id, at=at, actor=actor)


def _live_tags(case: Case) -> frozenset[int]:
    live = Tagging.objects.filter(case=case, undone_at__isnull=True)
    return frozenset(live.values_list("tag_id", flat=True))


def _put_on(case: Case, tag_id: int, actor: Actor, at: datetime, *, why: str = "") -> Tagging:
    """A new application; the one before it, if any, ends."""
    Tagging.objects.filter(case=case, tag_id=tag_id, undone_at__isnull=True).update(
        undone_at=at, undone_by_id=actor.member_id
    )
    tagging = Tagging.objects.create(
        case=case,
        tag_id=tag_id,
        member_id=actor.member_id,
        rule_id=actor.rule_id,
        why=why,
        at=at,
    )
    tell(case, Kind.TAG_ON, at, actor, tag=tag_id, tagging=tagging.id)
    return tagging


def _take_off(case: Case, tag_ids: Iterable[int], actor: Actor, at: datetime) -> None:
    for tagging in Tagging.objects.filter(
        case=case, tag_id__in=list(tag_ids), undone_at__isnull=True
    ):
        tagging.undone_at = at
        tagging.undone_by_id = actor.member_id
        tagging.save(update_fields=["undone_at", "undone_by_id"])
        tell(case, Kind.TAG_OFF, at, actor, tag=tagging.tag_id, tagging=tagging.id)


def _decide(case: Case, tag_id: int, live: frozenset[int]) -> tuple[engine.Decision, ...]:
    """What follows from the tag. It counts as newly on even if it was on before: each hand-over
    is a round of its own."""
    facts = engine.Facts(
        trigger=engine.TagAdded(tag_id),
        tag_ids=live | {tag_id},
        team_id=case.team_id,
        priority=case.priority,  # type: ignore[arg-type]
        actionability=case.actionability,  # type: ignore[arg-type]
        channel_id=case.channel_id,
        brand_id=case.brand_id,
    )
    return engine.decide(facts, house().policy)


def _apply(
    case: Case,
    decisions: Iterable[engine.Decision],
    *,
    asked_by: Member,
    at: datetime,
    reason_id: int | None,
) -> None:
    for decision in decisions:
        actor = Actor(rule_id=decision.because.rule_id)
        match decision:
            case engine.TagOn(tag_id=tag_id):
                _put_on(case, tag_id, actor, at)
            case engine.TagOff(tag_id=tag_id):
                _take_off(case, [tag_id], actor, at)
            case engine.Move(team_id=team_id, returns=returns):
                if case.state in UNSETTLED:
                    back = _Back(reason_id) if returns else None
                    with events.marked(**_by_tag(decision.because)):
                        _move(case, team_id, back=back, asked_by=asked_by, at=at)
            case engine.PriorityTo(value=priority):
                tell(case, Kind.PRIORITY_CHANGED, at, actor, from_=case.priority, to=priority)
                case.priority = priority
                case.save(update_fields=["priority"])
            case engine.ActionabilityTo(value=value):
                tell(
                    case, Kind.ACTIONABILITY_CHANGED, at, actor, from_=case.actionability, to=value
                )
                case.actionability = value
                case.save(update_fields=["actionability"])
            case engine.Dismissal(reason=reason):
                if case.state in UNSETTLED:
                    change_state(case, State.DISMISSED, at=at, actor=actor, why=reason)


def _by_tag(because: engine.Because) -> dict[str, int]:
    return {"by_tag": because.route_tag_id} if because.route_tag_id else {}


@dataclass(frozen=True, slots=True)
class _Back:
    """The case is given back."""

    reason_id: int | None


def _move(case: Case, team_id: int, *, back: _Back | None, asked_by: Member, at: datetime) -> None:
    """Hand over to a team's queue, or return to who asked: kept for them for a while if they are
    on shift, else for the whole team at once."""
    if back is None:
        hand_on(case, team_id, asked_by=asked_by, at=at)
        return
    actor = by(asked_by)
    if case.state != State.OPEN:
        # There is work for us again, whatever the case waited for.
        change_state(case, State.OPEN, at=at, actor=actor)
    asker, answer = asker_on(case, team_id), _answer(case, asked_by)
    here = asker is not None and _is_here(asker, case)
    put(
        case,
        team_id=team_id,
        assignee_id=asker if here else None,
        at=at,
        actor=actor,
        reason_id=back.reason_id,
    )
    notify(NoticeKind.CAME_BACK, case.id, [asker], at=at, actor=actor, note_id=answer)
    if here:
        _keep(case, house(), at)


def _answer(case: Case, asked_by: Member) -> int | None:
    """What whoever gives it back wrote down in this stay: that is what the asker waits for."""
    stay = Leg.objects.filter(case=case, ended_at=None).values("started_at")
    notes = Note.objects.filter(case=case, member=asked_by, at__gte=Subquery(stay))
    return notes.order_by("-at", "-id").values_list("id", flat=True).first()


def _is_here(member_id: int, case: Case) -> bool:
    """On shift, still in the organisation, and allowed to see the case."""
    member = Member.objects.filter(id=member_id, available=True, membership__active=True).first()
    return member is not None and visible_to(member).filter(id=case.id).exists()


def _keep(case: Case, rules: House, at: datetime) -> None:
    case.kept_until = at + rules.keep
    case.save(update_fields=["kept_until"])
    Timer.objects.update_or_create(
        case=case, kind=TimerKind.RELEASE, defaults={"due_at": case.kept_until}
    )
