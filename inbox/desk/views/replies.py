"""Forms of a reply that waits, failed, or may or may not have arrived."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from care.core.models import Member
from care.core.requests import MemberRequest
from inbox.actions import sending
from inbox.desk.page import DeskPage
from inbox.desk.pen import Refusal
from inbox.desk.views.answer import answer
from inbox.desk.views.verbs import Done, verb
from inbox.models import Case, Outbox

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
        typed.update(text=message.text, visibility=message.visibility)
        return ""

    response = _about(request, organisation, case_id, message_id, do)
    if not typed:
        return response
    back = Refusal("reply", "", typed)
    return answer(request, DeskPage(request, case_id=case_id, refusal=back))
