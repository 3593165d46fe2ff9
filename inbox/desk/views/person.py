"""What a person sets for themselves: on shift or away, and the colours."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from care.core.errors import Refused
from care.core.profile import do_wish
from care.core.requests import MemberRequest
from inbox.actions.availability import do_availability
from inbox.desk.forms import AvailabilityForm, parsed
from inbox.desk.links import desk_root
from inbox.desk.rail import THEMES
from inbox.desk.shift import in_hand
from inbox.desk.views.answer import back_where_they_were, see_other

A_YEAR = 365 * 24 * 3600


@require_POST
def availability(request: MemberRequest, organisation: str) -> HttpResponse:
    try:
        available = parsed(AvailabilityForm, request.POST).cleaned_data["available"] == "1"
    except Refused as refused:
        return HttpResponse(refused.sentence, status=400, content_type="text/plain; charset=utf-8")
    do_availability(member=request.member, available=available)
    if not available and in_hand(request.member):
        return see_other(f"{desk_root(organisation)}shift/end/")
    return back_where_they_were(request, desk_root(organisation))


@require_POST
def theme(request: MemberRequest, organisation: str) -> HttpResponse:
    """The member's own; kept in a cookie too, for the pages before somebody is signed in."""
    response = back_where_they_were(request, desk_root(organisation))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        do_wish(member=request.member, theme=chosen)
    if chosen == "auto":
        response.delete_cookie("care_theme", samesite="Lax")
    elif chosen in THEMES:
        response.set_cookie(
            "care_theme",
            chosen,
            max_age=A_YEAR,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response
