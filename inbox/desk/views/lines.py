"""What goes between the lines with a case: drafts that are confirmed, known problems, ticked
steps."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.requests import MemberRequest
from inbox.actions import collect, known, proposal
from inbox.desk import forms
from inbox.desk.page import DeskPage
from inbox.desk.views.answer import answer
from inbox.desk.views.verbs import Done, verb
from inbox.models import Case, Proposal


def confirm(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """The sheet, to change the draft first; posting it is the verb, also from the card, where it
    is confirmed as it stands."""
    if request.method == "POST":
        return _confirm(request, organisation, case_id)
    return answer(request, DeskPage(request, case_id=case_id, with_sheet="confirm"))


@verb("confirm")
def _confirm(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.ConfirmForm, request.POST).cleaned_data
    checked = proposal.check_confirm(
        member=request.member,
        case=case,
        proposal_id=data["proposal"],
        text=data["text"],
        words=data["words"],
    )
    proposal.do_confirm(member=request.member, case=case, checked=checked)
    if checked.changed:
        return _("Confirmed as you changed it: the case is on its way back.")
    return _("Confirmed: the case is on its way back, with the draft.")


@verb("notice")
def drop(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.DropForm, request.POST).cleaned_data
    waiting = Proposal.objects.filter(case=case, settled_at__isnull=True)
    found = waiting.filter(id=data["proposal"]).first()
    if found is None:
        raise Refused(_("These words are gone already."))
    proposal.do_drop(member=request.member, case=case, proposal=found)
    return ""


@verb("notice")
def problem(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.CaseProblemForm, request.POST).cleaned_data
    named = known.check_named(
        member=request.member,
        case=case,
        problem_id=data["problem"] or 0,
        title=data["title"],
    )
    known.do_named(member=request.member, case=case, named=named)
    title = named.problem.title if named.problem else named.title
    return _("This case reports “%(problem)s” from now on.") % {"problem": title}


@verb("notice")
def problem_off(request: MemberRequest, case: Case) -> Done:
    link = known.check_unlink(member=request.member, case=case)
    known.do_unlink(member=request.member, case=case, link=link)
    return ""


@verb("notice")
def tick(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.TickForm, request.POST).cleaned_data
    item = collect.check_tick(member=request.member, case=case, item_id=data["item"])
    collect.do_tick(member=request.member, case=case, item=item, on=data["on"])
    return ""
