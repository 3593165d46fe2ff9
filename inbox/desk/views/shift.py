"""Where a shift begins and ends."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import Refused
from care.core.models import Member
from care.core.requests import MemberRequest
from inbox.access import case_to_change
from inbox.actions.availability import do_greet
from inbox.actions.note import check_note, do_note
from inbox.actions.pass_on import check_pass_on, do_pass_on
from inbox.desk.links import desk_root
from inbox.desk.shift import ShiftEnd
from inbox.desk.views.answer import back_where_they_were, see_other

# A page shows so many.
MOST = 100


@require_POST
def seen(request: MemberRequest, organisation: str) -> HttpResponse:
    do_greet(member=request.member)
    if request.htmx:
        return HttpResponse()
    return back_where_they_were(request, desk_root(organisation))


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ShiftEnd(request))
    errors: dict[int, str] = {}
    done = 0
    # Cases in the order of their ids, as everybody locks them.
    for case_id in sorted(_ids(request.POST)):
        try:
            with transaction.atomic():
                done += _pass_on(request.member, case_id, request.POST)
        except Refused as refused:
            errors[case_id] = refused.sentence
        except Http404:
            errors[case_id] = _("This case is gone, or out of your sight by now.")
    if done:
        told = ngettext("%(count)d case is handed on.", "%(count)d cases are handed on.", done)
        messages.success(request, told % {"count": done})
    if errors:
        for case_id in errors:
            messages.error(request, errors[case_id])
        return _page(request, ShiftEnd(request, errors), status=422)
    return see_other(desk_root(organisation))


def _ids(posted: QueryDict) -> set[int]:
    named = (each for each in posted.getlist("case")[:MOST] if each.isascii() and each.isdecimal())
    return {int(each) for each in named if len(each) < 19}


def _pass_on(member: Member, case_id: int, posted: QueryDict) -> bool:
    """What is said of one case wins over what is said for all. A note for all is for those that
    go; one for a case is kept with it, whatever becomes of it."""
    own = posted.get(f"note-{case_id}", "")
    choice = posted.get(f"do-{case_id}", "") or posted.get("do", "leave")
    if choice == "leave":
        if own.strip():
            case = case_to_change(member, case_id)
            do_note(member=member, case=case, text=check_note(member=member, case=case, text=own))
        return False
    case = case_to_change(member, case_id)
    note = own if own.strip() else posted.get("note", "")
    checked = check_pass_on(member=member, case=case, to=_to(choice), note=note)
    do_pass_on(member=member, case=case, checked=checked)
    return True


def _to(choice: str) -> Member | None:
    if choice == "queue":
        return None
    usable = choice.isascii() and choice.isdecimal() and len(choice) < 19
    found = Member.objects.filter(id=int(choice)).first() if usable else None
    if found is None:
        raise Refused(_("This colleague is gone. Choose somebody else."))
    return found


def _page(request: MemberRequest, page: ShiftEnd, *, status: int = 200) -> HttpResponse:
    response = render(request, "desk/shift_end.html", {"desk": page, "oob": False}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
