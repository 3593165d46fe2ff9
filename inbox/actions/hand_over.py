"""One sheet, one stroke: acknowledge the customer, write the note, put the tag on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from inbox.actions.note import check_note, do_note, written
from inbox.actions.reply import CheckedReply, check_reply, do_reply
from inbox.actions.tag import check_tag, do_tag
from inbox.models import Case
from inbox.models.notes import NotePurpose
from routing.models import Tag
from routing.policy import house


@dataclass(frozen=True, slots=True)
class CheckedHandOver:
    note: str
    tag: Tag
    acknowledgement: CheckedReply | None


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
) -> CheckedHandOver:
    """Everything is checked before anything is written: no half hand-over. An empty
    acknowledgement sends nothing (the customer was told before, or the case goes back)."""
    if tag.id not in house().policy.routes:
        raise Refused(
            _("“%(tag)s” leads to no team. Choose a tag that hands over.") % {"tag": tag.name}
        )
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
    return CheckedHandOver(note, tag, checked)


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
    purpose = NotePurpose.RETURN if returns else NotePurpose.HAND_OVER
    do_note(
        member=member,
        case=case,
        text=hand_over.note,
        purpose=purpose,
        idempotency_key=idempotency_key,
    )
    do_tag(member=member, case=case, tag=hand_over.tag)
