"""A URL configuration of pages that write first and break afterwards."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from care.core.bulk import fetch
from care.urls import handler400, handler403, handler404, handler500
from inbox.desk.urls import urlpatterns as desk
from routing.models import Tag

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

ERRORS = {"500": RuntimeError, "404": Http404, "403": PermissionDenied, "400": SuspiciousOperation}


def break_off(request: HttpRequest, organisation: str, status: str) -> HttpResponse:
    Tag.objects.create(name="Written", slug="written")
    raise ERRORS[status]


def answer(request: HttpRequest, organisation: str, status: int) -> HttpResponse:
    Tag.objects.create(name="Written", slug="written")
    return HttpResponse("", status=status)


def limits(request: HttpRequest, organisation: str) -> HttpResponse:
    found = fetch(
        "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
        " current_user, current_setting('care.organisation')",
        [],
    )
    return HttpResponse(" ".join(found[0]))


def sleep(request: HttpRequest, organisation: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(10)")
    return HttpResponse("")


urlpatterns = [
    path("<slug:organisation>/break/<str:status>/", break_off),
    path("<slug:organisation>/answer/<int:status>/", answer),
    path("<slug:organisation>/limits/", limits),
    path("<slug:organisation>/sleep/", sleep),
    path("<slug:organisation>/desk/", include((desk, "desk"))),
    path("accounts/", include("allauth.account.urls")),
]
