"""What changes which policy or which hours count is shown first with what it does to the clocks
that run. What does nothing to them is done at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from care.core.pages.gate import show
from care.core.requests import MemberRequest
from routing.pages.sla_effects import effects_of
from routing.policy import House

SURE: Final = "sure"
ASKS: Final = "try"


def first(
    request: MemberRequest,
    wanted: House,
    *,
    title: str,
    says: str,
    sent: Mapping[str, str],
    back: str,
) -> HttpResponse | None:
    """The page that asks, which sends `sent` again. None: somebody is sure, or there is nothing to
    ask."""
    asked = request.POST.get("do") == ASKS
    if request.POST.get(SURE) == "yes" and not asked:
        return None
    effects = effects_of(request, wanted)
    if not effects.counts.changes and not asked:
        return None
    context: dict[str, Any] = {
        "title": title,
        "says": says,
        "sent": {**sent, SURE: "yes"},
        "back": reverse(back, args=(request.organisation.slug,)),
        "place": back.partition(":")[2],
        "effects": effects,
    }
    return show(request, "settings/clocks_first.html", context)
