"""Saved views: the list of one, and the page on which they are made."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.core.errors import Refused
from care.core.requests import MemberRequest
from inbox.access import MAX_ID
from inbox.actions import saved as saving
from inbox.desk.links import desk_root
from inbox.desk.page import DeskPage
from inbox.desk.saved import SavedPage, groups_in
from inbox.desk.views.answer import see_other
from inbox.desk.views.places import list_of
from inbox.models import SavedView
from inbox.selectors.saved import fact_of, seen_by


def _row(request: MemberRequest, saved_id: int) -> SavedView:
    found = seen_by(request.member).filter(id=saved_id).first() if 0 < saved_id <= MAX_ID else None
    if found is None:
        raise Http404
    return found


@require_safe
def cases(request: MemberRequest, organisation: str, saved_id: int) -> HttpResponse:
    return list_of(request, DeskPage(request, saved=fact_of(_row(request, saved_id))))


def new(request: MemberRequest, organisation: str) -> HttpResponse:
    return _form(request, None)


def edit(request: MemberRequest, organisation: str, saved_id: int) -> HttpResponse:
    return _form(request, _row(request, saved_id))


def _form(request: MemberRequest, row: SavedView | None) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, row)
    try:
        checked = saving.check_save(
            member=request.member,
            view=row,
            name=request.POST.get("name", ""),
            groups=groups_in(request.POST),
            sort=request.POST.get("sort", "due"),
            scope=request.POST.get("scope", "me"),
            columns=request.POST.getlist("column"),
        )
    except Refused as refused:
        return _shown(request, row, error=refused.sentence)
    made = saving.do_save(member=request.member, view=row, checked=checked)
    messages.success(request, _("Saved: “%(name)s” stands in the rail.") % {"name": made.name})
    return see_other(f"{desk_root(request.organisation.slug)}saved/{made.id}/")


def _shown(request: MemberRequest, row: SavedView | None, error: str = "") -> HttpResponse:
    page = SavedPage(request, view=fact_of(row) if row else None, error=error)
    context = {"desk": page, "oob": False}
    response = render(request, "desk/saved.html", context, status=422 if error else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def delete(request: MemberRequest, organisation: str, saved_id: int) -> HttpResponse:
    row = _row(request, saved_id)
    if request.method != "POST":
        return _shown(request, row)
    try:
        saving.check_change(member=request.member, view=row)
    except Refused as refused:
        return _shown(request, row, error=refused.sentence)
    saving.do_delete(member=request.member, view=row)
    messages.success(request, _("The view is deleted. Its cases are where they were."))
    return see_other(desk_root(request.organisation.slug))
