"""The case page and the hand-over sheet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from care.core.requests import MemberRequest
from inbox.access import went_into
from inbox.actions.look import do_look
from inbox.actions.notices import do_read
from inbox.desk.page import DeskPage
from inbox.desk.views import verbs
from inbox.desk.views.answer import answer, nothing_new, seen
from inbox.desk.views.answers import chosen_answer


@require_safe
def case(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    page = DeskPage(request, case_id=case_id)
    if page.unchanged(seen(request)):
        return nothing_new()
    try:
        fact = page.fact
    except Http404:
        return _where_it_went(request, case_id)
    # A browser that fetches ahead has not looked.
    if fact.looked_at is None and "Sec-Purpose" not in request.headers:
        do_look(case_id=fact.id)
    if fact.told:
        # Before the page counts what waits for its reader.
        do_read(member=request.member, case_id=fact.id)
    chosen = chosen_answer(request, fact.id)
    if chosen is not None:
        page.answer_with(chosen)
    elif "put" in request.GET:
        page.put(request.GET["put"])
    return answer(request, page)


def _where_it_went(request: MemberRequest, case_id: int) -> HttpResponse:
    merged_into = went_into(request.member, case_id)
    if merged_into is None:
        raise Http404
    return redirect("desk:case", request.organisation.slug, merged_into)


def hand_over(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """The sheet; a page of its own without a script. Posting it is the verb."""
    if request.method == "POST":
        return verbs.hand_over(request, organisation, case_id)
    try:
        return answer(request, DeskPage(request, case_id=case_id, with_sheet="hand_over"))
    except Http404:
        return _where_it_went(request, case_id)
