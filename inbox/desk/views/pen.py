"""The composer's forms: a reply with what becomes of the case, and drafts."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import push_url

from care.core.errors import Refused
from care.core.requests import MemberRequest
from inbox.access import case_beside
from inbox.actions.answer import After, check_after, check_invite, do_answer
from inbox.actions.draft import check_draft, do_draft, forget_draft
from inbox.actions.elsewhere import sends_elsewhere
from inbox.actions.macro import do_steps, moves_away
from inbox.actions.meanwhile import check_nobody_answered
from inbox.actions.next import do_next
from inbox.actions.reply import CheckedReply, check_reply
from inbox.desk import forms
from inbox.desk.page import DeskPage
from inbox.desk.steps import after_of, checked_steps, posted_steps
from inbox.desk.uploads import sent_with
from inbox.desk.views.answer import answer, see_other
from inbox.desk.views.verbs import Done, verb
from inbox.models import Case, Outbox
from inbox.models.desk import Pen
from inbox.selectors.places import place_of_key
from inbox.selectors.publicly import lacks_public_close


@dataclass(slots=True)
class _Onward:
    """Where the person goes after the click, if not back to the case."""

    case_id: int | None = None
    closes: bool = False


def reply(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    onward = _Onward()

    @verb("reply")
    def act(request: MemberRequest, case: Case) -> Done:
        return _send(request, case, onward)

    response = act(request, organisation, case_id)
    if onward.case_id is not None:
        return _open(request, onward.case_id)
    if onward.closes:
        return see_other(DeskPage(request, case_id=case_id).links.case(case_id).pen("close"))
    return response


def _send(request: MemberRequest, case: Case, onward: _Onward) -> Done:
    form = forms.parsed(forms.ReplyForm, request.POST)
    after = form.after()
    key = form.cleaned_data["idempotency_key"]
    again = Outbox.objects.filter(idempotency_key=key).exists()
    steps = () if again else posted_steps(request.POST)
    macro = checked_steps(request.member, case, steps)
    if form.cleaned_data["then"] in {"", "wait"}:
        after = after_of(macro, after)
    checked = _checked(request, case, form, after, again=again)
    onward.closes = (
        after.then == "resolve"
        and checked.visibility == "private"
        and lacks_public_close(case.id, answering_in_private=True)
    )
    team_id = case.team_id
    if not moves_away(macro.steps):
        do_steps(member=request.member, case=case, macro=macro)
    do_answer(
        member=request.member,
        case=case,
        reply=checked,
        idempotency_key=key,
        after=After() if onward.closes else after,
    )
    if moves_away(macro.steps):
        do_steps(member=request.member, case=case, macro=macro)
    forget_draft(member=request.member, case=case, pen=Pen.REPLY)
    if again or not form.opens_next or onward.closes:
        return ""
    found = do_next(member=request.member, team_id=_queue(request, case) or team_id)
    if found is None:
        return _("Sent. Nothing else waits in this queue.")
    onward.case_id = found.id
    return ""


def _checked(
    request: MemberRequest, case: Case, form: forms.ReplyForm, after: After, *, again: bool
) -> CheckedReply:
    data = form.cleaned_data
    # First: whatever is refused, what was chosen stays with the draft.
    files = () if again else sent_with(request, case, Pen.REPLY)
    check_nobody_answered(member=request.member, case=case, seen=data["seen"])
    checked = check_reply(
        member=request.member,
        case=case,
        text=form.whole_text,
        visibility=form.visibility_asked,
        idempotency_key=data["idempotency_key"],
        acknowledges=data["acknowledges"],
        purpose=form.purpose_of_it,
        leaves_at=data["leaves_at"],
        anyway=data["anyway"],
        files=files,
    )
    check_after(member=request.member, case=case, reply=checked, after=after)
    if checked.purpose == "invite":
        check_invite(member=request.member, case=case, reply=checked)
    return checked


def _queue(request: MemberRequest, case: Case) -> int | None:
    """The queue that is being worked through beside the case."""
    page = DeskPage(request, case_id=case.id)
    place = place_of_key(page.catalogue, request.GET.get("in", ""))
    return place.team.id if place is not None and place.team is not None else None


def _open(request: MemberRequest, case_id: int) -> HttpResponse:
    page = DeskPage(request, case_id=case_id)
    address = page.links.case(case_id).page
    messages.success(request, _("Sent. This is the next case; it is yours."))
    if not request.htmx:
        return see_other(address)
    return push_url(answer(request, page), address)


@require_POST
def draft(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """Asked by a script while somebody writes. Text is never refused: it may be half of a word."""
    case = case_beside(request.member, case_id)
    try:
        data = forms.parsed(forms.DraftForm, request.POST).cleaned_data
        check_draft(
            member=request.member, case=case, pen=data["pen"], visibility=data["visibility"]
        )
    except Refused as refused:
        return JsonResponse({"detail": refused.sentence}, status=422)
    kept = do_draft(
        member=request.member,
        case=case,
        pen=data["pen"],
        text=data["text"],
        visibility=data["visibility"],
        form_key=data["idempotency_key"],
    )
    said = {"kept": kept, "elsewhere": kept and sends_elsewhere(data["text"])}
    response = JsonResponse(said)
    response["Cache-Control"] = "private, no-store"
    return response
