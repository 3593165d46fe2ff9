"""Who may open a page of the settings, and how it answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from care.core.models.member import Role
from care.core.requests import MemberRequest

MAX_ID = 2**63 - 1
View = Callable[..., HttpResponse]


def admin_only(view: View) -> View:
    """For everybody else these pages are not there."""

    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.member.role != Role.ADMIN:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def show(
    request: MemberRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def see_other(request: MemberRequest, name: str, *args: object) -> HttpResponse:
    response = HttpResponseRedirect(reverse(name, args=(request.organisation.slug, *args)))
    response.status_code = 303
    return response
