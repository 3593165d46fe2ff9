"""The request's way to its organisation: one transaction, one door, one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import OperationalError, transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.entering import enter, member_of
from care.core.network_pages import leads_to_a_network, limit_statements, talks
from care.core.problem import MEDIA_TYPE, details
from care.core.tenancy import close_for_request, entered_for_request, organisation_door

Respond = Callable[[HttpRequest], HttpResponse]

# Postgres: lock not available, query cancelled, deadlock.
BUSY = frozenset({"55P03", "57014", "40P01"})


class CleanInput:
    """A NUL in a path, query or cookie can be no row of ours and no honest search: it is refused
    here, before Postgres would answer it with an error."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        given = (request.path_info, query, *request.COOKIES.values())
        if "%00" in query or any("\x00" in text for text in given):
            said = _("The address or a cookie holds a NUL character. Open the desk anew.")
            if request.path_info.startswith("/api/"):
                body = details(400, "bad_request", said)
                return JsonResponse(body, status=400, content_type=MEDIA_TYPE)
            return HttpResponseBadRequest(said, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class RequestDoor:
    """One transaction around a page, rolled back when the page fails or breaks off (a Http404 in
    the middle of a view takes back what was written before it), with the limits that keep a slow
    statement or a held row from holding a server thread. Views that talk to a network are left
    alone: see `care.core.network_pages`."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            if leads_to_a_network(request.path_info):
                return self.get_response(request)
            with transaction.atomic():
                limit_statements()
                response = self.get_response(request)
                if response.status_code >= 500 or getattr(request, "broke_off", False):
                    transaction.set_rollback(True)
            return response
        finally:
            close_for_request()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Remembered, not acted on: the page of the error may still ask the database. A row that
        stays locked, or a statement that takes too long, is no fault of the page: that is said."""
        request.broke_off = True  # type: ignore[attr-defined]
        state = getattr(error.__cause__, "pgcode", None)
        if isinstance(error, OperationalError) and state in BUSY:
            busy = render(request, "503.html", status=503)
            busy["Retry-After"] = "2"
            return busy
        return None


class OrganisationOfThePath:
    """Opens the door of `/<organisation>/…` for its members. For everybody else the organisation
    does not exist: foreign and absent are the same 404. Its pages speak by its clock."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        slug = kwargs.get("organisation")
        if slug is None:
            return None
        if not request.user.is_authenticated:
            next_page = quote(request.get_full_path())
            return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?next={next_page}")
        entered = enter(request.user.pk, slug)
        if entered is None:
            raise Http404
        organisation, membership_id = entered
        request.organisation = organisation  # type: ignore[attr-defined]
        timezone.activate(organisation.zone)
        if talks(view):
            with organisation_door(organisation.id):
                member = member_of(organisation, membership_id)
        else:
            entered_for_request(organisation.id)
            member = member_of(organisation, membership_id)
        request.member = member  # type: ignore[attr-defined]
        return None
