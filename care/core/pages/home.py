"""The index of all settings. Which there are, and who may open them, is said by the template that
the rail reads too."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from care.core.pages.gate import show
from care.core.requests import MemberRequest


@require_safe
def home(request: MemberRequest, organisation: str) -> HttpResponse:
    return show(request, "settings/home.html", {})


app_name = "office"

urlpatterns = [path("", home, name="home")]
