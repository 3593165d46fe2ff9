"""The hiring report: one line at a time, with knobs to turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from care.core.pages.gate import show
from care.core.requests import MemberRequest
from reporting.ask.names import Named
from reporting.handing.cells import grids
from reporting.hiring.knobs import KNOBS, Knob, Knobs
from reporting.hiring.load import Loaded, Usual
from reporting.hiring.place import HIRING
from reporting.hiring.report import hiring_of, of_brands, query_of, report_of
from reporting.pages.asked import Asked
from reporting.pages.gate import leads_only
from reporting.pages.shown import shown
from reporting.pages.views import frame_of


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    usual: str
    value: str
    least: str
    most: str
    step: str
    wrong: str


@require_safe
@leads_only
def hiring(request: MemberRequest, organisation: str) -> HttpResponse:
    asked = Asked(request)
    found = hiring_of(asked)
    report, knobs = report_of(asked, found), found.knobs
    context = frame_of(asked) | {
        "sheet": HIRING,
        "question": found.question,
        "answer": found.answer,
        "sections": shown(report, request),
        "line": found.line,
        "lines": [(one, _href(asked, one), one.id == found.line.id) for one in found.lines],
        "brands": _brands(asked),
        "fields": _fields(knobs, found.loaded.usual)[:6],
        "more": _fields(knobs, found.loaded.usual)[6:],
        "turned": knobs.changed,
        "plain": _href(asked, found.line),
        "past": _past(found.loaded),
        "kept": HIRING.name,
        "said": urlencode(query_of(asked, found)),
        "tables": [(section.name, section.title) for section, _table in grids(report)],
    }
    return show(request, "reports/hiring.html", context, status=400 if knobs.wrong else 200)


def _href(asked: Asked, line: Named) -> str:
    return f"?{urlencode([('line', line.id), *of_brands(asked)])}"


def _brands(asked: Asked) -> list[tuple[Named, bool]]:
    rows = list(asked.names.rows["brand"].values())
    return [(row, row.id in asked.filters.brand) for row in rows] if len(rows) > 1 else []


def _past(loaded: Loaded) -> str:
    days = loaded.question.past.days
    return ngettext("from %(days)d day of arrivals", "from %(days)d days of arrivals", days) % {
        "days": days
    }


def _fields(knobs: Knobs, usual: Usual) -> list[Field]:
    labels = {
        "agents": _("People"),
        "each": _("Hours a week, each"),
        "target": _("Taken up within, minutes"),
        "share": _("Share of cases, %"),
        "work": _("Minutes of work a case"),
        "growth": _("Growth a month, %"),
        "shrinkage": _("Not at the desk, %"),
        "occupancy": _("Busy at most, %"),
        "concurrency": _("Cases at once"),
        "days": _("Days ahead"),
    }
    return [_field(knob, labels[knob.name], knobs, usual) for knob in KNOBS]


def _field(knob: Knob, label: str, knobs: Knobs, usual: Usual) -> Field:
    value = knobs.wrong.get(knob.name) or str(knobs.values.get(knob.name, ""))
    standing: Any = getattr(usual, knob.name, None)
    return Field(
        name=knob.name,
        label=label,
        usual=_("as the trend") if standing is None else _number(float(standing), knob.places),
        value=value,
        least=str(knob.least),
        most=str(knob.most),
        step="0.1" if knob.places else "1",
        wrong=_("From %(least)s to %(most)s.") % {"least": knob.least, "most": knob.most}
        if knob.name in knobs.wrong
        else "",
    )


def _number(number: float, places: int) -> str:
    rounded = round(number, places)
    return str(number_format(rounded, decimal_pos=0 if rounded.is_integer() else places))
