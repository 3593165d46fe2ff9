"""The hiring report: one line at a time, with knobs to turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from care.core.pages.gate import show
from care.core.requests import MemberRequest
from reporting.ask.names import Named
from reporting.hiring import says
from reporting.hiring.history import Scope
from reporting.hiring.knobs import KNOBS, Knob, Knobs, knobs_of
from reporting.hiring.load import Loaded, Usual, load
from reporting.hiring.picture import picture_of
from reporting.hiring.place import HIRING
from reporting.hiring.sections import enough, sections_of, without_forecast
from reporting.pages.asked import Asked
from reporting.pages.gate import leads_only
from reporting.pages.shown import shown
from reporting.pages.views import frame_of
from reporting.report import Report, Section
from reporting.sheets.links import Links


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
    asked, knobs = Asked(request), knobs_of(request.GET.dict())
    lines = [line for line in asked.names.rows["line"].values() if not line.retired]
    line = next((one for one in lines if one.id in asked.filters.line), lines[0])
    brands = asked.filters.brand or asked.names.brands
    scope = Scope(request.organisation.id, line.id, asked.period.zone, asked.now, brands)
    loaded = load(scope, line, knobs)
    answer, sections = _made(loaded, _links(asked))
    period = asked.period
    report = Report(
        HIRING.name,
        str(HIRING.title),
        str(HIRING.why),
        sections,
        period.start,
        period.end,
        asked.now,
    )
    context = frame_of(asked) | {
        "sheet": HIRING,
        "answer": answer,
        "sections": shown(report, request),
        "line": line,
        "lines": [(one, _href(asked, one), one.id == line.id) for one in lines],
        "brands": _brands(asked),
        "fields": _fields(knobs, loaded.usual)[:6],
        "more": _fields(knobs, loaded.usual)[6:],
        "turned": knobs.changed,
        "plain": _href(asked, line),
        "past": _past(loaded),
    }
    return show(request, "reports/hiring.html", context, status=400 if knobs.wrong else 200)


def _made(loaded: Loaded, links: Links) -> tuple[list[str], tuple[Section, ...]]:
    if not enough(loaded):
        return [], without_forecast(loaded, links)
    picture = picture_of(loaded.question)
    return says.answer(loaded, picture), sections_of(loaded, picture, links)


def _links(asked: Asked) -> Links:
    """Of the filters only the brand counts here."""
    root = reverse("reports:home", args=[asked.organisation.slug])
    return Links(root, tuple(pair for pair in asked.filters.said if pair[0] == "brand"))


def _href(asked: Asked, line: Named) -> str:
    brands = [pair for pair in asked.filters.said if pair[0] == "brand"]
    return f"?{urlencode([('line', line.id), *brands])}"


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
