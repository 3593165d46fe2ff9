"""Notices of the person, and the switch that says of which cases they want some."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.core.requests import MemberRequest
from inbox.actions.notices import do_read, do_watch
from inbox.desk.notices import NoticesPage
from inbox.desk.views.answer import see_other
from inbox.desk.views.verbs import Done, verb
from inbox.models import Case


@require_safe
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    context = {"desk": NoticesPage(request), "oob": False}
    response = render(request, "desk/notices.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def read(request: MemberRequest, organisation: str) -> HttpResponse:
    """Somebody who only looks at the form's address comes to the page."""
    if request.method == "POST":
        do_read(member=request.member)
    return see_other(NoticesPage(request).rail.notices_url)


@verb("notice")
def watch(request: MemberRequest, case: Case) -> Done:
    watches = request.POST.get("watches") == "1"
    do_watch(member=request.member, case=case, watches=watches)
    messages.success(
        request,
        _("You watch this case: what happens in it stands in your notices.")
        if watches
        else _("You watch this case no longer."),
    )
    return ""
