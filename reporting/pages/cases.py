"""The list of exactly the cases behind a figure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from care.core.pages.gate import show
from care.core.requests import MemberRequest
from inbox.desk.listed import listed
from inbox.selectors.among import Among, among
from inbox.selectors.queues import BadKey as BadPage
from reporting import words
from reporting.ask.behind import Behind, count_behind, read_key
from reporting.handing.exports import CASES
from reporting.pages.asked import Asked
from reporting.pages.views import frame_of
from reporting.sheets.asker import Asker
from reporting.sheets.links import Links
from reporting.sheets.page import Page
from reporting.which import Only, UnknownFigure, Which, cases_of, which_of

INSTANT = timedelta(microseconds=1)


@require_safe
def cases(request: MemberRequest, organisation: str) -> HttpResponse:
    asked = Asked(request, own=not request.member.leads)
    if asked.wrong:
        raise Http404
    try:
        which = which_of(asked)
    except UnknownFigure as error:
        raise Http404 from error
    found = cases_of(asked, which)
    return show(request, "reports/cases.html", _context(asked, which, found))


def _context(asked: Asked, which: Which, found: Behind) -> dict[str, Any]:
    page = _page(asked, found)
    count = count_behind(found)
    query = [pair for pair in _pairs(asked) if pair[0] != "after"]
    more = urlencode([*query, ("after", page.after)]) if page.after else ""
    column = which.metric.column(business=asked.frame.business)
    return frame_of(asked) | {
        "title": column.label,
        "column": column,
        "count": ngettext("%(count)d case", "%(count)d cases", count) % {"count": count},
        "any": bool(count),
        "when": _when(asked, which),
        "only": _only(asked, which.only),
        "rows": listed(asked.request, page.case_ids),
        "more": f"?{more}" if more else "",
        "kept": CASES,
        "tables": (),
        "said": urlencode(query),
    }


def _page(asked: Asked, found: Behind) -> Among:
    request = asked.request
    try:
        return among(
            request.member, found.statement, found.values, after=request.GET.get("after", "")
        )
    except BadPage as error:
        raise Http404 from error


def _pairs(asked: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, values in asked.request.GET.lists() for value in values]


def _when(asked: Asked, which: Which) -> str:
    zone = asked.period.zone
    if which.metric.standing:
        there = which.end.astimezone(zone)
        day = words.days(which.end, which.end, zone)
        return _("as it was on %(day)s at %(time)s") % {"day": day, "time": f"{there:%H:%M}"}
    said = words.days(which.start, max(which.start, which.end - INSTANT), zone)
    hours = (which.end - which.start).total_seconds() / 3600
    if hours < 12:
        times = (one.astimezone(zone) for one in (which.start, which.end))
        return f"{said}, {' – '.join(f'{one:%H:%M}' for one in times)}"
    return said


def _only(asked: Asked, only: Only) -> list[str]:
    page = Page(asked.request.member, asked.frame, asked.names, Links("", ()), Asker(asked.frame))
    return [page.name(name, read_key(name, value)) for name, value in only]
