"""What people do in the pane of the customer: look around, write down what they know, and say that
two customers are one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from care.core.errors import Refused
from care.core.requests import MemberRequest
from inbox.actions import customers as merging
from inbox.actions.fields import check_field, do_field
from inbox.actions.friction import do_friction
from inbox.desk import forms
from inbox.desk.page import Beside, DeskPage
from inbox.desk.pen import Refusal
from inbox.desk.views.answer import answer, see_other
from inbox.desk.views.verbs import Done, verb
from inbox.flow.merging import merge_to_part, pair_to_merge
from inbox.models import Case


@verb("field")
def field(request: MemberRequest, case: Case) -> Done:
    data = forms.parsed(forms.FieldForm, request.POST).cleaned_data
    wanted = check_field(
        member=request.member,
        case=case,
        of=data["of"],
        slug=data["slug"],
        value=data["value"],
    )
    do_field(member=request.member, case=case, wanted=wanted)
    return ""


@verb("notice")
def friction(request: MemberRequest, case: Case) -> Done:
    marked = forms.parsed(forms.FrictionForm, request.POST).cleaned_data["marked"]
    do_friction(member=request.member, case=case, marked=marked)
    return ""


@require_safe
def around(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    return _beside(request, case_id, "around")


def same_person(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """Looking for somebody, and what would move; posting it is the verb. The case is not locked
    before the lanes are."""
    if request.method != "POST":
        return _beside(request, case_id, "same")
    try:
        other = forms.parsed(forms.SamePersonForm, request.POST).cleaned_data["customer"]
        pair = pair_to_merge(request.member, case_id, other)
        merging.check_merge(member=request.member, keep=pair.keep, gone=pair.gone)
    except Refused as refused:
        return _refused(request, case_id, "same_person", refused, beside="same")
    merging.do_merge(member=request.member, case_id=case_id, keep=pair.keep, gone=pair.gone)
    said = _("“%(gone)s” and “%(keep)s” are one customer now.")
    names = {"gone": pair.gone.display_name, "keep": pair.keep.display_name}
    messages.success(request, said % names)
    return see_other(DeskPage(request, case_id=case_id).links.case(case_id).page)


@require_POST
def part(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    try:
        merge_id = forms.parsed(forms.PartForm, request.POST).cleaned_data["merge"]
        merge = merge_to_part(request.member, case_id, merge_id)
        merging.check_part(member=request.member, merge=merge)
    except Refused as refused:
        return _refused(request, case_id, "notice", refused)
    merging.do_part(member=request.member, case_id=case_id, merge=merge)
    messages.success(request, _("They are two customers again."))
    return see_other(DeskPage(request, case_id=case_id).links.case(case_id).page)


def _beside(request: MemberRequest, case_id: int, beside: Beside) -> HttpResponse:
    return answer(request, DeskPage(request, case_id=case_id, beside=beside))


def _refused(
    request: MemberRequest, case_id: int, form: str, refused: Refused, *, beside: Beside = ""
) -> HttpResponse:
    page = DeskPage(
        request, case_id=case_id, refusal=Refusal(form, refused.sentence), beside=beside
    )
    return answer(request, page, status=422)
