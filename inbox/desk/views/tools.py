"""What stands behind every page of an organisation: its keys, and the palette."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from care.core.requests import MemberRequest
from inbox.desk.page import DeskPage
from inbox.desk.palette import PalettePlaces, PaletteWords
from inbox.selectors.places import View


@require_safe
def keys(request: MemberRequest, organisation: str) -> HttpResponse:
    """A page without a script; for pages that bring no tools along, the tools."""
    template = "desk/_tools.html" if request.htmx else "desk/keys.html"
    return _private(request, template, DeskPage(request))


@require_safe
def palette(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.GET.get("q", "").strip():
        page: DeskPage = PaletteWords(request, view=View.SEARCH)
        return _private(request, "desk/_palette_words.html", page)
    return _private(request, "desk/_palette_places.html", PalettePlaces(request))


def _private(request: MemberRequest, template: str, page: DeskPage) -> HttpResponse:
    response = render(request, template, {"desk": page, "oob": False})
    response["Cache-Control"] = "private, no-store"
    return response
