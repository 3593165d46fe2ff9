"""Queues and views."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from care.core.requests import MemberRequest
from inbox.desk.page import DeskPage
from inbox.desk.views.answer import answer, fragment_of, nothing_new, seen
from inbox.selectors.places import View


@require_safe
def home(request: MemberRequest, organisation: str) -> HttpResponse:
    page = DeskPage(request)
    return HttpResponseRedirect(page.links.at(page.place))


@require_safe
def queue(request: MemberRequest, organisation: str, queue: str) -> HttpResponse:
    return _list(request, DeskPage(request, queue_slug=queue))


@require_safe
def view(request: MemberRequest, organisation: str, name: str) -> HttpResponse:
    if name not in set(View):
        raise Http404
    return _list(request, DeskPage(request, view=View(name)))


def _list(request: MemberRequest, page: DeskPage) -> HttpResponse:
    if fragment_of(request) and seen(request) == page.list_version:
        return nothing_new()
    return answer(request, page)
