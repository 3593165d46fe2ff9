"""Pages that belong to no organisation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from care.core.models import Membership


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The person's organisations; straight to the desk when there is one."""
    memberships = list(
        Membership.objects.select_related("organisation")
        .filter(person_id=request.user.pk or 0, active=True)
        .order_by("organisation__name")
    )
    if len(memberships) == 1:
        return HttpResponseRedirect(
            reverse("desk:home", kwargs={"organisation": memberships[0].organisation.slug})
        )
    return render(request, "home.html", {"memberships": memberships})


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers 200 while pages can reach the database; the supervisor and proxies ask it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
