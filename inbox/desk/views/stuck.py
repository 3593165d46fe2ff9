"""The page of what is stuck, for team leaders and admins, and its forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.requests import MemberRequest
from inbox.access import MAX_ID, case_to_change
from inbox.actions import sending
from inbox.desk.stuck import StuckPage
from inbox.desk.views.answer import see_other
from inbox.flow.ingest import parked
from inbox.models import Case, Message, Outbox

Done = str
View = Callable[..., HttpResponse]
Act = Callable[[Member, int], Done]


def page(request: MemberRequest, organisation: str) -> HttpResponse:
    _leads(request)
    return _shown(request)


def _leads(request: MemberRequest) -> None:
    if not request.member.leads:
        raise Http404


def _shown(request: MemberRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {"desk": StuckPage(request, error=error), "oob": False}
    response = render(request, "desk/stuck.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(act: Act) -> View:
    """Somebody who only looks at a form's address, or reloads it, comes to the page."""

    @wraps(act)
    def view(request: MemberRequest, organisation: str, **named: int) -> HttpResponse:
        _leads(request)
        if request.method != "POST":
            return see_other(StuckPage(request).root)
        (row_id,) = named.values()
        try:
            done = act(request.member, row_id)
        except Refused as refused:
            return _shown(request, error=refused.sentence, status=422)
        messages.success(request, done)
        return see_other(StuckPage(request).root)

    return view


def _reply(member: Member, message_id: int) -> tuple[Case, Outbox]:
    """With the case's row locked. Http404 when it is absent, foreign or out of sight."""
    case_id = None
    if 0 < message_id <= MAX_ID:
        cases = Message.objects.filter(id=message_id).values_list("case_id", flat=True)
        case_id = cases.first()
    if case_id is None:
        raise Http404
    case = case_to_change(member, case_id)
    return case, sending.reply_in(case, message_id)


@_form
def send_again(member: Member, message_id: int) -> Done:
    case, row = _reply(member, message_id)
    sending.check_again(member=member, row=row)
    sending.do_again(member=member, case=case, row=row)
    return _("It is sent again.")


@_form
def discard_reply(member: Member, message_id: int) -> Done:
    case, row = _reply(member, message_id)
    sending.check_discard(member=member, row=row)
    sending.do_discard(member=member, case=case, row=row)
    return _("Discarded: it is not sent any more.")


@_form
def store_again(member: Member, parked_id: int) -> Done:
    found = parked.parked_for(member, parked_id)
    item = parked.check_store(member=member, parked=found)
    parked.do_store(member=member, parked=found, item=item)
    return _("It is in: the customer's message stands in a case now.")


@_form
def discard_item(member: Member, parked_id: int) -> Done:
    parked.do_discard(member=member, parked=parked.parked_for(member, parked_id))
    return _("Discarded.")
