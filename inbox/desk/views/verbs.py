"""Forms of the case page. Each parses, locks the case through its door, and calls one verb."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from care.core.errors import Refused
from care.core.models import Member
from care.core.requests import MemberRequest
from care.core.tenancy.models import TenantModel
from inbox.access import MAX_ID, case_to_change, went_into
from inbox.actions import assign as assigning
from inbox.actions import hand_over as handing
from inbox.actions import note as noting
from inbox.actions import state as settling
from inbox.actions import tag as tagging
from inbox.actions.draft import forget_draft
from inbox.actions.public import PrivateData
from inbox.desk import forms
from inbox.desk.page import DeskPage, SheetName
from inbox.desk.pen import Refusal
from inbox.desk.uploads import sent_with
from inbox.desk.views.answer import answer, see_other
from inbox.models import Case, Tagging
from inbox.models.cases import UNSETTLED
from inbox.models.desk import Pen
from inbox.selectors.publicly import lacks_public_close
from routing.models import Tag

# Forms that stand on a sheet over the case.
_ON_SHEETS: dict[str, SheetName] = {"hand_over": "hand_over", "confirm": "confirm"}

Done = str
"""What to tell the person; empty when the page itself shows it."""
Act = Callable[[MemberRequest, Case], Done]
View = Callable[..., HttpResponse]
Row = TypeVar("Row", bound=TenantModel)


def verb(form: str) -> Callable[[Act], View]:
    """`form` names the form that a refusal is shown at, with what was typed into it."""

    def decorate(act: Act) -> View:
        @wraps(act)
        def view(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
            if request.method != "POST":
                return _to_the_case(request, case_id)
            try:
                case = case_to_change(request.member, case_id)
            except Http404:
                return _it_went(request, case_id, form)
            try:
                done = act(request, case)
            except Refused as refused:
                return _refuse(request, case_id, form, refused)
            if done:
                messages.success(request, done)
            return _to_the_case(request, case_id)

        return view

    return decorate


def _it_went(request: MemberRequest, case_id: int, form: str) -> HttpResponse:
    """Somebody was writing in a case that meanwhile went into another: what they typed goes too,
    but is not sent before they have read what stands there. Http404 for all other cases."""
    into = went_into(request.member, case_id)
    if into is None:
        raise Http404
    sentence = _("This case went into this one meanwhile. Read it, then send again.")
    return _refuse(request, into, form, Refused(sentence))


def _to_the_case(request: MemberRequest, case_id: int) -> HttpResponse:
    """Also the answer to a reload of a form's address, or to a sign-in that interrupted it."""
    if not 0 < case_id <= MAX_ID:
        raise Http404
    return see_other(DeskPage(request, case_id=case_id).links.case(case_id).page)


def _refuse(request: MemberRequest, case_id: int, form: str, refused: Refused) -> HttpResponse:
    values = {name: request.POST.get(name, "") for name in request.POST}
    seal = refused.seal if isinstance(refused, PrivateData) else ""
    refusal = Refusal(form, refused.sentence, values, seal)
    sheet = _ON_SHEETS.get(form, "")
    page = DeskPage(request, case_id=case_id, refusal=refusal, with_sheet=sheet)
    if sheet and request.htmx:
        response = answer(request, page, status=422, fragment=f"desk/_{sheet}.html")
        return reswap(retarget(response, "#sheet"), "innerHTML")
    return answer(request, page, status=422)


def _of_this_organisation(model: type[Row], row_id: int, sentence: str) -> Row:
    found = model.objects.filter(id=row_id).first()
    if found is None:
        raise Refused(sentence)
    return found


def _tag(slug: str) -> Tag:
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        raise Refused(_("This tag is gone. Choose another one."))
    return found


@verb("note")
def note(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.NoteForm, request.POST).cleaned_data
    text = noting.check_note(member=request.member, case=case, text=data["text"])
    key = data["idempotency_key"]
    again = noting.written(case, text, key) is not None
    noting.do_note(
        member=request.member,
        case=case,
        text=text,
        idempotency_key=key,
        files=() if again else sent_with(request, case, Pen.NOTE),
    )
    forget_draft(member=request.member, case=case, pen=Pen.NOTE)
    return ""


@verb("notice")
def tag(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.TagForm, request.POST).cleaned_data
    chosen = _tag(data["tag"])
    why = tagging.check_tag(member=request.member, case=case, tag=chosen, why=data["why"])
    tagging.do_tag(member=request.member, case=case, tag=chosen, why=why)
    return ""


@verb("hand_over")
def hand_over(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.HandOverForm, request.POST).cleaned_data
    checked = handing.check_hand_over(
        member=request.member,
        case=case,
        note=data["note"],
        tag=_tag(data["tag"]),
        acknowledgement=data["acknowledgement"],
        visibility=data["visibility"] or "public",
        idempotency_key=data["idempotency_key"],
        anyway=data["anyway"],
        along=handing.AlongWith(
            draft=data["draft"],
            reason_id=data["back_for"] or 0,
            question=data["question"],
            problem_id=data["known"] or 0,
            problem_title=data["known_title"],
        ),
    )
    handing.do_hand_over(
        member=request.member,
        case=case,
        hand_over=checked,
        idempotency_key=data["idempotency_key"],
    )
    return _("Done: the case is on its way with “%(tag)s”.") % {"tag": checked.tag.name}


@verb("notice")
def take(request: MemberRequest, case: Case) -> Done:
    assigning.check_take(member=request.member, case=case)
    assigning.do_take(member=request.member, case=case)
    return ""


@verb("notice")
def release(request: MemberRequest, case: Case) -> Done:
    assigning.check_release(member=request.member, case=case)
    assigning.do_release(member=request.member, case=case)
    return _("Back in the queue for everybody.")


@verb("notice")
def assign(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.AssignForm, request.POST).cleaned_data
    gone = _("This colleague is gone. Choose somebody else.")
    to = _of_this_organisation(Member, data["member"], gone)
    assigning.check_assign(member=request.member, case=case, to=to)
    assigning.do_assign(member=request.member, case=case, to=to)
    return _("Given to %(name)s.") % {"name": to.display_name}


def resolve(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """A complaint that was made in public and solved in private: a word where it was made is
    proposed first."""
    if request.method == "POST" and not request.POST.get("skip"):
        page = DeskPage(request, case_id=case_id)
        unsettled = page.visible.filter(state__in=UNSETTLED)
        seen = 0 < case_id <= MAX_ID and unsettled.filter(id=case_id).exists()
        if seen and lacks_public_close(case_id):
            return see_other(page.links.case(case_id).pen("close"))
    return _resolve(request, organisation, case_id)


@verb("notice")
def _resolve(request: MemberRequest, case: Case) -> Done:
    settling.check_resolve(member=request.member, case=case)
    settling.do_resolve(member=request.member, case=case)
    return _("Resolved. If the customer writes again, it comes back.")


@verb("notice")
def reopen(request: MemberRequest, case: Case) -> Done:
    settling.check_reopen(member=request.member, case=case)
    settling.do_reopen(member=request.member, case=case)
    return ""


@verb("notice")
def snooze(request: MemberRequest, case: Case) -> Done:
    until = forms.parsed(forms.SnoozeForm, request.POST).when()
    settling.check_snooze(member=request.member, case=case, until=until)
    settling.do_snooze(member=request.member, case=case, until=until)
    return ""


@verb("notice")
def dismiss(request: MemberRequest, case: Case) -> Done:
    reason = forms.parsed(forms.DismissForm, request.POST).cleaned_data["reason"]
    settling.check_dismiss(member=request.member, case=case, reason=reason)
    settling.do_dismiss(member=request.member, case=case, reason=reason)
    return _("Dismissed: no answer needed.")


@verb("notice")
def priority(request: MemberRequest, case: Case) -> Done:
    value = forms.parsed(forms.PriorityForm, request.POST).cleaned_data["priority"]
    settling.check_priority(member=request.member, case=case, priority=value)
    settling.do_priority(member=request.member, case=case, priority=value)
    return ""


def untag(request: MemberRequest, organisation: str, case_id: int, tagging_id: int) -> HttpResponse:
    @verb("notice")
    def undo(request: MemberRequest, case: Case) -> Done:
        found = None
        if 0 < tagging_id <= MAX_ID:
            found = Tagging.objects.filter(id=tagging_id, case=case).first()
        if found is None:
            raise Http404
        tagging.check_untag(member=request.member, case=case, tagging=found)
        tagging.do_untag(member=request.member, case=case, tagging=found)
        return ""

    return undo(request, organisation, case_id)
