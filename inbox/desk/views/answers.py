"""Canned answers in the composer: the menu, one filled in, and macros that say nothing."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.core.errors import Refused
from care.core.requests import MemberRequest
from inbox.access import MAX_ID, case_for
from inbox.actions.macro import do_macro
from inbox.desk.answers import Chosen, choose, offers
from inbox.desk.page import DeskPage
from inbox.desk.room import Room, channels_of, rooms
from inbox.desk.steps import checked_steps
from inbox.desk.views.verbs import Done, verb
from inbox.models import Case
from routing.shelf import brands_seen_by, sample_of
from routing.words import step_says

LONGEST_TEXT = 20_000


@require_safe
def menu(request: MemberRequest, organisation: str, case_id: int) -> HttpResponse:
    """Asked for by the composer's script; a page of its own without one."""
    case = case_for(request.member, case_id)
    context = {
        "case_id": case.id,
        "name": case.customer.display_name,
        "offers": offers(request.member, case),
        "to": DeskPage(request, case_id=case_id).links.case(case.id),
    }
    template = "desk/_answers_menu.html" if request.htmx else "desk/answers.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: MemberRequest, organisation: str, case_id: int, answer_id: int) -> HttpResponse:
    """To look at: its text, filled in. Posted: a macro without a text is done at once."""
    if request.method == "POST":
        return _apply(request, organisation, case_id, answer_id)
    chosen = _chosen(request, case_for(request.member, case_id), answer_id)
    response = JsonResponse(chosen.as_json())
    response["Cache-Control"] = "private, no-store"
    return response


def _chosen(request: MemberRequest, case: Case, answer_id: int) -> Chosen:
    found = choose(request.member, case, answer_id) if 0 < answer_id <= MAX_ID else None
    if found is None:
        raise Http404
    return found


def chosen_answer(request: MemberRequest, case_id: int) -> Chosen | None:
    """The one that the address of a case's page asks for, if it may be used there."""
    asked = request.GET.get("answer", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return choose(request.member, case_for(request.member, case_id), int(asked))


def _apply(request: MemberRequest, organisation: str, case_id: int, answer_id: int) -> HttpResponse:
    @verb("notice")
    def act(request: MemberRequest, case: Case) -> Done:
        chosen = _chosen(request, case, answer_id)
        if chosen.answer.text:
            raise Refused(_("This answer has a text. Open it in the composer, and send it."))
        macro = checked_steps(request.member, case, chosen.verbs)
        if not macro:
            raise Refused(
                _("“%(name)s” does nothing any more: what it names is gone.")
                % {"name": chosen.answer.name}
            )
        do_macro(member=request.member, case=case, macro=macro)
        told = ", ".join(step_says(step) for step in chosen.steps)
        return _("%(name)s: %(steps)s.") % {"name": chosen.answer.name, "steps": told}

    return act(request, organisation, case_id)


@require_safe
def channels(request: MemberRequest, organisation: str, brand_id: int) -> HttpResponse:
    """The accounts that speak for a brand, for its page in the settings."""
    seen = brands_seen_by(request.member)
    found = seen.filter(id=brand_id).first() if 0 < brand_id <= MAX_ID else None
    if found is None:
        raise Http404
    context = {"channels": channels_of(found)}
    response = render(request, "desk/_brand_channels.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def lengths(request: MemberRequest, organisation: str) -> HttpResponse:
    """How the text of a form in the settings fits the networks. Writes nothing."""
    brand_id = request.POST.get("brand", "")
    usable = brand_id.isascii() and brand_id.isdigit() and len(brand_id) < 19
    brands = brands_seen_by(request.member)
    found: tuple[Room, ...] = rooms(
        brands.filter(id=int(brand_id)) if usable else brands,
        text=request.POST.get("text", "")[:LONGEST_TEXT],
        about=lambda brand: sample_of(request.member, brand=brand),
    )
    response = render(request, "desk/_answer_lengths.html", {"rooms": found})
    response["Cache-Control"] = "private, no-store"
    return response
