"""Saved reports: the list, and their forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import Refused
from care.core.pages.gate import MAX_ID, see_other, show
from care.core.requests import MemberRequest
from reporting.handing import saved as verbs
from reporting.making import REPORTS
from reporting.models import SavedReport, Schedule, ScheduledFor
from reporting.models.handed import Rhythm
from reporting.pages.asked import Asked
from reporting.pages.gate import leads_only
from reporting.pages.views import frame_of
from reporting.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Said:
    """A form of the page that was refused: which one, and why."""

    about: int = 0
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    row: SavedReport
    sheet: Sheet
    mine: bool
    schedule: Schedule | None
    readers: frozenset[int]

    @property
    def address(self) -> str:
        return f"{self.sheet.name}/?{self.row.query}" if self.row.query else f"{self.sheet.name}/"


@require_http_methods(["GET", "HEAD", "POST"])
@leads_only
def saved(request: MemberRequest, organisation: str) -> HttpResponse:
    """The list; posted to, it keeps one more."""
    if request.method != "POST":
        return _page(request)
    report, query = request.POST.get("report", ""), request.POST.get("query", "")
    try:
        name = verbs.check_save(
            member=request.member, name=request.POST.get("name", ""), report=report, query=query
        )
    except Refused as refused:
        return _page(request, Said(0, refused.sentence))
    shared = "shared" in request.POST
    verbs.do_save(member=request.member, name=name, report=report, query=query, shared=shared)
    messages.success(request, _("“%(name)s” is kept.") % {"name": name})
    return see_other(request, "reports:saved")


@require_POST
@leads_only
def change(request: MemberRequest, organisation: str, kept_id: int) -> HttpResponse:
    row = _mine(request, kept_id)
    try:
        name = verbs.check_save(
            member=request.member,
            name=request.POST.get("name", ""),
            report=row.report,
            query=row.query,
            saved=row,
        )
    except Refused as refused:
        return _page(request, Said(row.id, refused.sentence))
    verbs.do_change(saved=row, name=name, shared="shared" in request.POST)
    messages.success(request, _("“%(name)s” is changed.") % {"name": name})
    return see_other(request, "reports:saved")


@require_POST
@leads_only
def mail(request: MemberRequest, organisation: str, kept_id: int) -> HttpResponse:
    row = _mine(request, kept_id)
    said = {name: request.POST.get(name, "") for name in ("rhythm", "weekday", "hour")}
    try:
        mailing = verbs.check_mailing(**said, readers=request.POST.getlist("reader"), saved=row)
    except Refused as refused:
        return _page(request, Said(row.id, refused.sentence))
    verbs.do_mail(saved=row, organisation=request.organisation, mailing=mailing)
    told = _("It is mailed from now on.") if mailing.readers else _("It is mailed to nobody.")
    messages.success(request, told)
    return see_other(request, "reports:saved")


@require_POST
@leads_only
def remove(request: MemberRequest, organisation: str, kept_id: int) -> HttpResponse:
    row = _mine(request, kept_id)
    verbs.do_remove(saved=row)
    messages.success(request, _("“%(name)s” is removed.") % {"name": row.name})
    return see_other(request, "reports:saved")


def _mine(request: MemberRequest, kept_id: int) -> SavedReport:
    mine = SavedReport.objects.select_related("member").filter(member=request.member)
    row = mine.filter(id=kept_id).first() if 0 < kept_id <= MAX_ID else None
    if row is None:
        raise Http404
    return row


def _page(request: MemberRequest, said: Said | None = None) -> HttpResponse:
    rows = [row for row in verbs.saved_for(request.member) if row.report in REPORTS]
    context: dict[str, Any] = {
        "saved": _shown(request, rows),
        "people": list(verbs.may_read()),
        "rhythms": Rhythm.choices,
        "weekdays": list(WEEKDAYS.values()),
        "said": said or Said(),
    }
    status = 422 if said else 200
    return show(request, "reports/saved.html", frame_of(Asked(request)) | context, status=status)


def _shown(request: MemberRequest, rows: list[SavedReport]) -> list[Shown]:
    schedules = {one.saved_id: one for one in Schedule.objects.filter(saved__in=rows)}
    readers: dict[int, set[int]] = {}
    pairs = ScheduledFor.objects.filter(schedule__in=schedules.values())
    for schedule_id, member_id in pairs.values_list("schedule_id", "member_id"):
        readers.setdefault(schedule_id, set()).add(member_id)
    found = []
    for row in rows:
        schedule = schedules.get(row.id)
        of = frozenset(readers.get(schedule.id, ())) if schedule else frozenset()
        mine = row.member_id == request.member.id
        found.append(Shown(row, REPORTS[row.report], mine, schedule, of))
    return found
