"""An open case page says that it is there, and hears who else is."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from care.core import presence
from care.core.requests import MemberRequest
from inbox.access import sees
from inbox.desk.here import people_of


@require_POST
def here(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    if not sees(request.member, case_id):
        raise Http404
    me = request.member.id
    if "leaves" in request.POST:
        presence.leave(case_id=case_id, member_id=me)
        return HttpResponse(status=204)
    pen = request.POST.get("pen", "")
    pen = pen if pen in presence.PENS else ""
    others = presence.be_here(case_id=case_id, member_id=me, pen=pen)
    if not others:
        return HttpResponse(status=204)
    response = render(request, "desk/_here.html", {"people": people_of(others)})
    response["Cache-Control"] = "private, no-store"
    return response
