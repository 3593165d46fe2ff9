"""A URL configuration of pages that write first and break afterwards."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from care.core.bulk import fetch
from care.core.network_pages import short_transaction, talks_to_network
from care.core.requests import MemberRequest
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


@talks_to_network
def far(request: MemberRequest, organisation: str) -> HttpResponse:
    """What a network page is given: nothing but who asks."""
    return HttpResponse(f"{connection.in_atomic_block} {request.member.display_name}")


@talks_to_network
def far_and_careless(request: HttpRequest, organisation: str) -> HttpResponse:
    return HttpResponse(Tag.objects.count())


@talks_to_network
def far_and_writing(request: MemberRequest, organisation: str) -> HttpResponse:
    with short_transaction(request):
        Tag.objects.create(name="Written", slug="written")
        return limits(request, organisation)


@talks_to_network
def far_and_breaking(request: MemberRequest, organisation: str) -> HttpResponse:
    with short_transaction(request):
        Tag.objects.create(name="Written", slug="written")
        raise Http404


urlpatterns = [
    path("<slug:organisation>/far/", far),
    path("<slug:organisation>/far/careless/", far_and_careless),
    path("<slug:organisation>/far/writing/", far_and_writing),
    path("<slug:organisation>/far/breaking/", far_and_breaking),
    path("<slug:organisation>/break/<str:status>/", break_off),
    path("<slug:organisation>/answer/<int:status>/", answer),
    path("<slug:organisation>/limits/", limits),
    path("<slug:organisation>/sleep/", sleep),
    path("<slug:organisation>/desk/", include((desk, "desk"))),
    path("accounts/", include("allauth.account.urls")),
]
