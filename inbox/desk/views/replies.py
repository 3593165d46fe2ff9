"""Forms of a reply that waits, failed, or may or may not have arrived."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from care.core.models import Member
from care.core.requests import MemberRequest
from inbox.actions import sending
from inbox.actions.answer import do_acknowledgement
from inbox.actions.schedule import (
    check_reschedule,
    check_send_now,
    do_reschedule,
    do_send_now,
    is_for_later,
)
from inbox.desk import forms
from inbox.desk.page import DeskPage
from inbox.desk.pen import Refusal
from inbox.desk.views.answer import answer
from inbox.desk.views.verbs import Done, verb
from inbox.models import Case, Draft, Outbox
from inbox.models.desk import Pen

Do = Callable[[Member, Case, Outbox], Done]


def _about(
    request: MemberRequest, organisation: str, case_id: int, message_id: int, do: Do
) -> HttpResponse:
    @verb("notice")
    def act(request: MemberRequest, case: Case) -> Done:
        return do(request.member, case, sending.reply_in(case, message_id))

    return act(request, organisation, case_id)


def again(request: MemberRequest, organisation: str, case_id: int, message_id: int) -> HttpResponse:
    def do(member: Member, case: Case, row: Outbox) -> Done:
        sending.check_again(member=member, row=row)
        sending.do_again(member=member, case=case, row=row)
        return _("It is sent again.")

    return _about(request, organisation, case_id, message_id, do)


def discard(
    request: MemberRequest, organisation: str, case_id: int, message_id: int
) -> HttpResponse:
    def do(member: Member, case: Case, row: Outbox) -> Done:
        if is_for_later(row):
            sending.check_take_back(member=member, row=row)
            sending.do_take_back(member=member, case=case, row=row, keep=False)
        else:
            sending.check_discard(member=member, row=row)
            sending.do_discard(member=member, case=case, row=row)
        return _("Discarded: it is not sent any more.")

    return _about(request, organisation, case_id, message_id, do)


def take_back(
    request: MemberRequest, organisation: str, case_id: int, message_id: int
) -> HttpResponse:
    """Answered with the case itself: what was taken back stands in the composer."""
    typed: dict[str, str] = {}

    def do(member: Member, case: Case, row: Outbox) -> Done:
        sending.check_take_back(member=member, row=row)
        message = sending.do_take_back(member=member, case=case, row=row)
        kept = Draft.objects.filter(member=member, case=case, pen=Pen.REPLY).first()
        typed.update(text=kept.text if kept else message.text, visibility=message.visibility)
        return ""

    response = _about(request, organisation, case_id, message_id, do)
    if not typed:
        return response
    back = Refusal("reply", "", typed)
    return answer(request, DeskPage(request, case_id=case_id, refusal=back))


def send_now(
    request: MemberRequest, organisation: str, case_id: int, message_id: int
) -> HttpResponse:
    def do(member: Member, case: Case, row: Outbox) -> Done:
        check_send_now(member=member, row=row)
        do_send_now(member=member, case=case, row=row)
        return ""

    return _about(request, organisation, case_id, message_id, do)


def reschedule(
    request: MemberRequest, organisation: str, case_id: int, message_id: int
) -> HttpResponse:
    def do(member: Member, case: Case, row: Outbox) -> Done:
        leaves_at = forms.parsed(forms.RescheduleForm, request.POST).when()
        check_reschedule(member=member, row=row, leaves_at=leaves_at)
        do_reschedule(member=member, case=case, row=row, leaves_at=leaves_at)
        return ""

    return _about(request, organisation, case_id, message_id, do)


def acknowledge(
    request: MemberRequest, organisation: str, case_id: int, message_id: int
) -> HttpResponse:
    def do(member: Member, case: Case, row: Outbox) -> Done:
        value = forms.parsed(forms.AcknowledgeForm, request.POST).cleaned_data["acknowledges"]
        do_acknowledgement(member=member, case=case, message=row.message, value=value)
        return ""

    return _about(request, organisation, case_id, message_id, do)
