"""The pages of reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from care.core.pages.gate import see_other, show
from care.core.requests import MemberRequest
from reporting.handing.cells import grids
from reporting.making import REPORTS, made
from reporting.pages.asked import Asked
from reporting.pages.bar import bar_of
from reporting.pages.gate import leads_only
from reporting.pages.shown import shown
from reporting.sheets import SHEETS, Sheet

# Younger than that, it is only how long folding takes.
LAGS = timedelta(minutes=2)


@require_safe
def home(request: MemberRequest, organisation: str) -> HttpResponse:
    """What there is, and what each of it answers."""
    if not request.member.leads:
        return see_other(request, "reports:mine")
    asked = Asked(request)
    return show(
        request, "reports/home.html", {**frame_of(asked), "sheets": tuple(REPORTS.values())}
    )


@require_safe
@leads_only
def report(request: MemberRequest, organisation: str, report: str) -> HttpResponse:
    sheet = SHEETS.get(report)
    if sheet is None:
        raise Http404
    return _shown(Asked(request, own=sheet.own), sheet)


@require_safe
def mine(request: MemberRequest, organisation: str) -> HttpResponse:
    return _shown(Asked(request, own=True), SHEETS["mine"])


def _shown(asked: Asked, sheet: Sheet) -> HttpResponse:
    context = frame_of(asked) | {"sheet": sheet, "sections": (), "definitions": ()}
    if asked.wrong:
        return show(asked.request, "reports/report.html", context, status=400)
    report = made(asked, sheet)
    tables = [(section.name, section.title) for section, _table in grids(report)]
    context |= {"report": report, "sections": shown(report, asked.request), "tables": tables}
    context |= {"kept": sheet.name, "said": urlencode(asked.query)}
    return show(asked.request, "reports/report.html", context)


def frame_of(asked: Asked) -> dict[str, Any]:
    """What every page of reports shows around itself."""
    behind = asked.names.behind_since
    return {
        "asked": asked,
        "bar": bar_of(asked),
        "places": tuple(REPORTS.values()) if asked.request.member.leads else (),
        "as_of": min(behind, asked.now) if behind else asked.now,
        "lags": bool(behind and asked.now - behind > LAGS),
    }
