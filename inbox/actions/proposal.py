"""Words for the customer that go with a hand-over: first line's draft answer, which a further line
confirms with one key, and a question that a further line wants to have asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import MAX_MESSAGE, typed
from inbox.actions.acting import by, tell, touch
from inbox.actions.back import check_way_back
from inbox.actions.note import check_note, do_note
from inbox.actions.settle import settle
from inbox.actions.tag import do_tag
from inbox.events import Kind
from inbox.models import Case, Proposal
from inbox.models.cases import UNSETTLED
from inbox.models.lines import ProposalKind
from inbox.models.notes import NotePurpose
from routing.models import Tag
from routing.policy import house


@dataclass(frozen=True, slots=True)
class CheckedConfirm:
    proposal: Proposal
    text: str
    words: str
    """More for first line; may be empty."""
    tag: Tag

    @property
    def changed(self) -> bool:
        return self.text != self.proposal.text


def do_propose(
    *, member: Member, case: Case, kind: ProposalKind, text: str, at: datetime
) -> Proposal:
    """Replaces what went along of this kind before. Needs the case's row lock."""
    settle(case, kind=kind, at=at)
    return Proposal.objects.create(case=case, kind=kind, member=member, text=text, at=at)


def check_confirm(
    *, member: Member, case: Case, proposal_id: int, text: str = "", words: str = ""
) -> CheckedConfirm:
    """An empty `text`: just as it is."""
    rules = house()
    if case.state not in UNSETTLED:
        raise Refused(_("This case is done. Reopen it first."))
    if rules.teams[case.team_id].line_id == rules.front_line_id:
        raise Refused(_("The case is with first line already. Reload the page to see it."))
    proposal = Proposal.objects.filter(
        id=proposal_id, case=case, kind=ProposalKind.DRAFT, settled_at__isnull=True
    ).first()
    if proposal is None:
        raise Refused(_("There is another draft by now, or none. Read it, then confirm it."))
    text = typed(text, limit=MAX_MESSAGE) if text.strip() else proposal.text
    words = check_note(member=member, case=case, text=words) if words.strip() else ""
    return CheckedConfirm(proposal, text, words, check_way_back(member=member, case=case))


def do_confirm(*, member: Member, case: Case, checked: CheckedConfirm) -> None:
    """Goes back to who asked, with the words as they are to be sent."""
    now = timezone.now()
    proposal = checked.proposal
    proposal.confirmed_by, proposal.confirmed_at = member, now
    proposal.confirmed_text = checked.text
    proposal.save(update_fields=["confirmed_by", "confirmed_at", "confirmed_text"])
    said = _("Draft confirmed, with changes.") if checked.changed else _("Draft confirmed.")
    told = {"proposal": proposal.id, "changed": checked.changed}
    tell(case, Kind.DRAFT_CONFIRMED, now, by(member), **told)
    text = f"{said}\n\n{checked.words}" if checked.words else said
    do_note(member=member, case=case, text=text, purpose=NotePurpose.RETURN)
    do_tag(member=member, case=case, tag=checked.tag)


def do_drop(*, member: Member, case: Case, proposal: Proposal) -> None:
    """First line wants its own words. Needs the case's row lock."""
    now = timezone.now()
    proposal.settled_at = now
    proposal.save(update_fields=["settled_at"])
    touch(case, by(member), now)
