"""One sheet, one stroke: acknowledge the customer, write the note, put the tag on. Also back again:
with the answer, or with the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import MAX_MESSAGE, typed
from inbox.actions.draft import forget_draft
from inbox.actions.known import Named, check_named, do_named
from inbox.actions.note import check_note, do_note, written
from inbox.actions.proposal import do_propose
from inbox.actions.reply import CheckedReply, check_reply, do_reply
from inbox.actions.settle import settle
from inbox.actions.tag import check_tag, do_tag
from inbox.models import Case
from inbox.models.desk import Pen
from inbox.models.lines import ProposalKind
from inbox.models.notes import NotePurpose
from routing.models import ReturnReason, Tag
from routing.models.reasons import ReturnDoes
from routing.policy import house


@dataclass(frozen=True, slots=True)
class AlongWith:
    """What a case may be given along with the note, by what the sheet says."""

    draft: str = ""
    """First line's answer, to be confirmed."""
    reason_id: int = 0
    """Why it is given back without an answer; 0: it has one, or it is not given back."""
    question: str = ""
    """What the customer must be asked, where the reason asks."""
    problem_id: int = 0
    problem_title: str = ""
    """Of a new one, where the reason names a problem."""


@dataclass(frozen=True, slots=True)
class CheckedHandOver:
    note: str
    tag: Tag
    acknowledgement: CheckedReply | None
    draft: str = ""
    reason: ReturnReason | None = None
    question: str = ""
    problem: Named = field(default_factory=Named)


def check_hand_over(
    *,
    member: Member,
    case: Case,
    note: str,
    tag: Tag,
    acknowledgement: str = "",
    visibility: str = "public",
    idempotency_key: str = "",
    anyway: str = "",
    along: AlongWith | None = None,
) -> CheckedHandOver:
    """Everything is checked before anything is written: no half hand-over. An empty
    acknowledgement sends nothing (the customer was told before, or the case goes back)."""
    along = along or AlongWith()
    if tag.id not in house().policy.routes:
        raise Refused(
            _("“%(tag)s” leads to no team. Choose a tag that hands over.") % {"tag": tag.name}
        )
    reason = _reason(along.reason_id, tag)
    if reason is not None and not note.strip() and not reason.needs_words:
        note = reason.name
    note = check_note(member=member, case=case, text=note)
    again = written(case, note, idempotency_key) is not None
    if house().policy.routes[tag.id].team_id == case.team_id and not again:
        raise Refused(
            _("The case is with %(team)s already. Reload the page to see what was said.")
            % {"team": case.team.name}
        )
    check_tag(member=member, case=case, tag=tag)
    checked = None
    if acknowledgement.strip():
        checked = check_reply(
            member=member,
            case=case,
            text=acknowledgement,
            visibility=visibility,
            idempotency_key=idempotency_key,
            acknowledges=True,
            anyway=anyway,
        )
    return CheckedHandOver(
        note,
        tag,
        checked,
        draft=_words(along.draft) if not house().policy.routes[tag.id].returns else "",
        reason=reason,
        question=_words(along.question) if _does(reason, ReturnDoes.ASKS) else "",
        problem=_problem(member, case, along) if _does(reason, ReturnDoes.PROBLEM) else Named(),
    )


def _reason(reason_id: int, tag: Tag) -> ReturnReason | None:
    if not reason_id:
        return None
    if not house().policy.routes[tag.id].returns:
        raise Refused(
            _("“%(tag)s” sends the case on. A reason is given with a tag that sends it back.")
            % {"tag": tag.name}
        )
    reason = ReturnReason.objects.filter(id=reason_id, retired_at__isnull=True).first()
    if reason is None:
        raise Refused(_("This reason is given no more. Choose another one."))
    return reason


def _does(reason: ReturnReason | None, what: ReturnDoes) -> bool:
    return reason is not None and reason.does == what


def _words(text: str) -> str:
    return typed(text, limit=MAX_MESSAGE) if text.strip() else ""


def _problem(member: Member, case: Case, along: AlongWith) -> Named:
    return check_named(
        member=member, case=case, problem_id=along.problem_id, title=along.problem_title
    )


def do_hand_over(
    *, member: Member, case: Case, hand_over: CheckedHandOver, idempotency_key: str = ""
) -> None:
    """The tag comes last: it takes the case away. The same form again does nothing: the case may
    be on its way back by then."""
    if written(case, hand_over.note, idempotency_key) is not None:
        return
    if hand_over.acknowledgement is not None:
        do_reply(
            member=member,
            case=case,
            reply=hand_over.acknowledgement,
            idempotency_key=idempotency_key,
            then="stay",
        )
    returns = house().policy.routes[hand_over.tag.id].returns
    _give_along(member, case, hand_over, returns=returns)
    do_note(
        member=member,
        case=case,
        text=hand_over.note,
        purpose=NotePurpose.RETURN if returns else NotePurpose.HAND_OVER,
        idempotency_key=idempotency_key,
    )
    reason_id = hand_over.reason.id if hand_over.reason else None
    do_tag(member=member, case=case, tag=hand_over.tag, reason_id=reason_id)


def _give_along(member: Member, case: Case, hand_over: CheckedHandOver, *, returns: bool) -> None:
    now = timezone.now()
    if returns:
        if hand_over.question:
            kind = ProposalKind.QUESTION
            do_propose(member=member, case=case, kind=kind, text=hand_over.question, at=now)
        do_named(member=member, case=case, named=hand_over.problem, returns=False)
        return
    # What was meant for another round is of no use in this one.
    for kind in ProposalKind:
        settle(case, kind=kind, at=now)
    if hand_over.draft:
        kind = ProposalKind.DRAFT
        do_propose(member=member, case=case, kind=kind, text=hand_over.draft, at=now)
        forget_draft(member=member, case=case, pen=Pen.REPLY)
