"""Who may open a report."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from care.core.requests import MemberRequest

View = Callable[..., HttpResponse]


def leads_only(view: View) -> View:
    """For agents these pages are not there: they have their own figures."""

    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.member.leads:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
