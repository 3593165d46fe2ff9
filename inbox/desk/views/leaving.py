"""Settings: somebody leaves, and what becomes of their work; and comes back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import Refused
from care.core.models import Member
from care.core.pages.gate import admin_only, see_other, show
from care.core.people import (
    check_leave,
    check_return,
    do_leave,
    do_return,
    lock_people,
    tokens_of,
)
from care.core.requests import MemberRequest
from inbox.actions.leave import do_hand_back, holdings_of
from inbox.desk.views.people import member_here


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def leave(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    """First what will happen, then a yes to it."""
    member = member_here(member_id)
    if request.method != "POST":
        return _preview(request, member)
    try:
        if request.POST.get("sure") != "yes":
            raise Refused(_("Say yes to it first: tick the box."))
        lock_people()
        member.membership.refresh_from_db(fields=["active"])
        member.refresh_from_db(fields=["role"])
        check_leave(member=member)
    except Refused as refused:
        return _preview(request, member, refused=refused.sentence, status=422)
    # First the place: whoever assigns a case to them from now on is refused.
    drafts = holdings_of(member).drafts
    do_leave(by=request.member, member=member, drafts=drafts)
    _told(request, member, do_hand_back(by=request.member, member=member))
    return see_other(request, "people:person", member.id)


def _told(request: MemberRequest, member: Member, cases: int) -> None:
    told = _("%(name)s is deactivated. %(cases)s went back to their queues.")
    counted = ngettext("%(count)d case", "%(count)d cases", cases) % {"count": cases}
    messages.success(request, told % {"name": member.display_name, "cases": counted})


@require_POST
@admin_only
def hand_back(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    """For a case that somebody gave them in the very moment in which they left."""
    member = member_here(member_id)
    if member.membership.active:
        messages.error(request, _("Cases of somebody who is here are given on at the desk."))
        return see_other(request, "people:person", member.id)
    _told(request, member, do_hand_back(by=request.member, member=member))
    return see_other(request, "people:person", member.id)


@require_POST
@admin_only
def come_back(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    member = member_here(member_id)
    try:
        check_return(member=member)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        do_return(by=request.member, member=member)
        messages.success(request, _("%(name)s can sign in again.") % {"name": member.display_name})
    return see_other(request, "people:person", member.id)


def _preview(
    request: MemberRequest, member: Member, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "person": member,
        "holdings": holdings_of(member),
        "tokens": tokens_of(member),
        "myself": member.id == request.member.id,
        "refused": refused,
    }
    return show(request, "settings/leave.html", context, status=status)
