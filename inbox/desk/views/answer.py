"""How the desk answers: a page, the fragment of it that was asked for, or the way back."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from care.core.requests import MemberRequest
from inbox.desk.page import DeskPage

_PAGE = "desk/desk.html"
_ROWS = "desk/_rows_fragment.html"
_SHEETS = {"hand_over": "desk/_hand_over.html", "confirm": "desk/_confirm.html"}
SHEET = "sheet"
# The element that htmx will fill says which part of the page is enough.
_FRAGMENTS = {
    "case": "desk/_case_fragment.html",
    "timeline": "desk/_timeline_fragment.html",
    "customer": "desk/_customer_fragment.html",
    "around": "desk/_around.html",
}
_BRING_ALONG = {_ROWS, _FRAGMENTS["timeline"], _FRAGMENTS["customer"]}


def answer(
    request: MemberRequest, page: DeskPage, *, status: int = 200, fragment: str | None = None
) -> HttpResponse:
    template = fragment or _fragment_for(request, page) or _PAGE
    if template in _FRAGMENTS.values() and page.case_id is None:
        # A list has no case to be a fragment of.
        template = _PAGE
    # A poll of the middle, and a form beside it, bring what stands around them along.
    context = {"desk": page, "oob": template in _BRING_ALONG}
    return _private(render(request, template, context, status=status))


def _fragment_for(request: MemberRequest, page: DeskPage) -> str | None:
    if fragment_of(request) == SHEET:
        # Only an opened sheet is one.
        return _SHEETS.get(page.with_sheet)
    return fragment_of(request)


def fragment_of(request: MemberRequest) -> str | None:
    if not request.htmx or request.htmx.history_restore_request:
        return None
    target = request.htmx.target or ""
    if target.startswith("rows"):
        return _ROWS
    return SHEET if target == "sheet" else _FRAGMENTS.get(target)


def seen(request: HttpRequest) -> str:
    """The version of what a polling page shows; nothing newer is answered with nothing."""
    return request.headers.get("Care-Seen", "")


def nothing_new() -> HttpResponse:
    return _private(HttpResponse(status=204))


def _private(response: HttpResponse) -> HttpResponse:
    """Customers' words are kept by no cache, and a fragment is never taken for its page."""
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request", "HX-Target", "Cookie"])
    return response


def see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def back_where_they_were(request: HttpRequest, otherwise: str) -> HttpResponse:
    came_from = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=settings.HTTPS
    )
    return see_other(came_from if safe else otherwise)
