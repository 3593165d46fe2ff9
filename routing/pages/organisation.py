"""The organisation: its name, its clock and its windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from care.core.errors import Refused
from care.core.pages.gate import admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions import organisation as verbs
from routing.actions.changing import STALE
from routing.engine.spans import parse_span, say_span

LABELS: Final = {
    "case_window": gettext_lazy("One case goes on for"),
    "reopen_window": gettext_lazy("A resolved case opens again within"),
    "keep": gettext_lazy("A case that came back is kept for its owner"),
    "undo": gettext_lazy("A public reply can be taken back for"),
    "soon_late": gettext_lazy("A case is soon late with less than"),
}
HELPS: Final = {
    "case_window": gettext_lazy(
        "A customer who writes again on the same channel within this time goes on with the same "
        "open case. Later a new case begins. Counts for messages that come in from now on."
    ),
    "reopen_window": gettext_lazy(
        "A customer who writes again after the case was resolved opens it again within this time. "
        "Later a new case begins. 0 min: always a new case."
    ),
    "keep": gettext_lazy(
        "So long only its owner sees it as theirs to take; then the whole team may. Counts for "
        "cases that come back from now on. 0 min: the team may take it at once."
    ),
    "undo": gettext_lazy(
        "So long a public reply waits before it goes to the network. Counts for replies from now "
        "on. 0 min: it goes at once, and nothing can be taken back."
    ),
    "soon_late": gettext_lazy(
        "When a clock has less than this left, the case is listed under “Soon late”, in the whole "
        "organisation, at once."
    ),
}


@dataclass(frozen=True, slots=True)
class Blank:
    name: str
    label: str
    help: str
    value: str
    error: str


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    now = verbs.terms_now(request.organisation)
    if request.method != "POST":
        return _page(request, _shown(now), {}, seen=verbs.seen_of(now))
    typed = {name: str(value) for name, value in request.POST.items()}
    errors, spans = _read(typed)
    if errors:
        error = _("Something below cannot be read. Nothing was saved.")
        return _page(request, typed, errors, seen=typed.get("seen", ""), error=error)
    wanted = verbs.Terms(
        name=typed.get("name", ""),
        zone=typed.get("zone", ""),
        **{name: spans[name] for name in verbs.SPANS},
    )
    try:
        terms = verbs.check_terms(
            organisation=request.organisation, wanted=wanted, seen=typed.get("seen", "")
        )
    except Refused as refused:
        seen = typed.get("seen", "")
        if refused.code == STALE:
            seen = verbs.seen_of(verbs.terms_now(request.organisation))
        stands = verbs.terms_now(request.organisation) if refused.code == STALE else None
        return _page(request, typed, {}, seen=seen, error=refused.sentence, stands=stands)
    verbs.do_set_terms(by=request.member, organisation=request.organisation, terms=terms)
    messages.success(request, _("Saved. It counts from now on."))
    return see_other(request, "policy:organisation")


def _clock_in(zone: str) -> str:
    """What the clocks show there now; empty where there is no such place."""
    if zone not in verbs.zones():
        return ""
    there = timezone.localtime(timezone=ZoneInfo(zone))
    return f"{there.hour:02}:{there.minute:02}"


def _shown(terms: verbs.Terms) -> dict[str, str]:
    spans = {name: say_span(getattr(terms, name)) for name in verbs.SPANS}
    return {"name": terms.name, "zone": terms.zone, **spans}


def _read(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, int]]:
    """What is wrong with the spans, by field, and their seconds."""
    errors, spans = {}, {}
    for field in verbs.SPANS:
        seconds = parse_span(typed.get(field, ""))
        if seconds is None:
            errors[field] = _("Write a span of time with its unit, for example 2 h 30 min.")
            continue
        spans[field] = seconds
        problem = verbs.problem_with(field, seconds)
        if problem:
            errors[field] = problem
    return errors, spans


def _page(
    request: MemberRequest,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    seen: str,
    error: str = "",
    stands: verbs.Terms | None = None,
) -> HttpResponse:
    def blank(name: str, label: str, help_: str) -> Blank:
        return Blank(name, label, help_, typed.get(name, ""), errors.get(name, ""))

    context: dict[str, Any] = {
        "typed": typed,
        "seen": seen,
        "error": error,
        "stands": [(LABELS.get(n, n), value) for n, value in _shown(stands).items()]
        if stands
        else [],
        "zones": verbs.zones(),
        "there": _clock_in(typed.get("zone", "")),
        "windows": [blank(name, str(LABELS[name]), str(HELPS[name])) for name in verbs.SPANS],
    }
    return show(request, "settings/organisation.html", context, status=422 if error else 200)
