"""The page of the live board, the same for a screen on the wall, and the part of it that refreshes
itself."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from care.core.pages.gate import show
from care.core.requests import MemberRequest
from reporting.board.board import Board, UnknownQueue
from reporting.pages.asked import Asked
from reporting.pages.gate import leads_only
from reporting.pages.views import frame_of

MOST = 50


@require_safe
@leads_only
def board(request: MemberRequest, organisation: str) -> HttpResponse:
    """`queue`, several times: only those. `wall`: nothing but the figures."""
    asked = Asked(request)
    wanted = dict.fromkeys(slug for slug in request.GET.getlist("queue")[:MOST] if slug)
    made = Board(asked, tuple(wanted))
    try:
        context = {"asked": asked, "board": made, "queues": made.queues}
    except UnknownQueue as error:
        raise Http404 from error
    if request.htmx.target == "board":
        return show(request, "reports/_board.html", context)
    if request.GET.get("wall"):
        return show(request, "reports/wall.html", context)
    return show(request, "reports/board.html", frame_of(asked) | context)
