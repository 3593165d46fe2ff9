"""Notices of the person, and the switch that says of which cases they want some."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.core.quiet import is_quiet
from care.core.requests import MemberRequest
from inbox.actions.notices import do_read, do_watch
from inbox.desk.links import desk_root
from inbox.desk.notices import Bell, NoticesPage
from inbox.desk.rail import counted
from inbox.desk.views.answer import see_other
from inbox.desk.views.verbs import Done, verb
from inbox.models import Case
from inbox.models.desk import NoticeKind
from inbox.selectors.notices import News, says
from inbox.selectors.notices import news as news_of


@require_safe
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    return _shown(request, "desk/notices.html", NoticesPage(request))


@require_safe
def bell(request: MemberRequest, organisation: str) -> HttpResponse:
    return _shown(request, "desk/_bell_list.html", Bell(request))


@require_safe
def news(request: MemberRequest, organisation: str) -> HttpResponse:
    """How many notices wait, and what is new since the one that the page knows: it says so as the
    member wishes, or not at all."""
    after = request.GET.get("after", "")
    known = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None
    response = JsonResponse(_news(request, news_of(request.member, after=known)))
    response["Cache-Control"] = "private, no-store"
    return response


def _news(request: MemberRequest, found: News) -> dict[str, object]:
    member = request.member
    root = desk_root(request.organisation.slug)
    told = [
        {
            "id": one.id,
            "says": says(
                NoticeKind(one.kind),
                one.actor.display_name if one.actor else "",
                many=one.bulk_id is not None,
            ),
            "href": f"{root}cases/{one.case_id}/",
        }
        for one in found.told
    ]
    return {
        "unread": counted(found.unread),
        "latest": found.latest,
        "told": told,
        "sound": member.sound,
        "browser": member.browser_notices,
        "quiet": is_quiet(timezone.localtime(), member.quiet_from, member.quiet_until),
        "where": request.organisation.name,
        "more": _("and %(count)s more"),
    }


def _shown(request: MemberRequest, template: str, page: NoticesPage) -> HttpResponse:
    response = render(request, template, {"desk": page, "oob": False})
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
