"""Queues and views."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.core.requests import MemberRequest
from inbox.actions.next import do_next_of
from inbox.desk.page import DeskPage
from inbox.desk.views.answer import answer, fragment_of, nothing_new, see_other, seen
from inbox.selectors.places import View


@require_safe
def home(request: MemberRequest, organisation: str) -> HttpResponse:
    page = DeskPage(request)
    return HttpResponseRedirect(page.links.at(page.place))


@require_safe
def queue(request: MemberRequest, organisation: str, queue: str) -> HttpResponse:
    return list_of(request, DeskPage(request, queue_slug=queue))


@require_safe
def view(request: MemberRequest, organisation: str, name: str) -> HttpResponse:
    if name not in set(View):
        raise Http404
    return list_of(request, DeskPage(request, view=View(name)))


def next_case(request: MemberRequest, organisation: str) -> HttpResponse:
    """Out of the queue one is looking at, else out of the queues of one's own teams. Somebody who
    only looks at the address of the form, or reloads it, comes to the list."""
    page = DeskPage(request)
    here = page.place.team
    if request.method != "POST":
        return see_other(page.href)
    own = [team.id for team in page.catalogue.teams.values() if team.mine]
    every = list(page.catalogue.teams)
    for teams in ([here.id] if here else [], own or every):
        case = do_next_of(member=request.member, team_ids=teams) if teams else None
        if case is not None:
            return see_other(page.links.case(case.id).page)
    messages.info(request, _("Nobody is waiting in your queues. Well done; have a breath."))
    return see_other(page.href)


def list_of(request: MemberRequest, page: DeskPage) -> HttpResponse:
    if fragment_of(request) and not page.named and seen(request) == page.list_version:
        return nothing_new()
    return answer(request, page)
