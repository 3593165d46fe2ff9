"""The hiring report of one line: for its page, and as files, mails and programs get it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.ask.names import Named
from reporting.asked import Asked
from reporting.hiring import says
from reporting.hiring.history import Scope
from reporting.hiring.knobs import Knobs, knobs_of
from reporting.hiring.load import Loaded, load
from reporting.hiring.picture import picture_of
from reporting.hiring.place import HIRING
from reporting.hiring.sections import enough, sections_of, without_forecast
from reporting.report import Cell, Column, Report, Section, Tile, Unit
from reporting.sheets.links import Links


@dataclass(frozen=True, slots=True)
class Hiring:
    line: Named
    lines: tuple[Named, ...]
    """Among which one chooses."""
    knobs: Knobs
    loaded: Loaded
    answer: list[str]
    """None: there is too little past."""
    sections: tuple[Section, ...]

    @property
    def question(self) -> str:
        return _("Does %(line)s have to hire?") % {"line": self.line.name}


def hiring_of(asked: Asked) -> Hiring:
    """Of the line that is asked for, else the first. Raises UnknownValue."""
    knobs = knobs_of({name: str(asked.said[name]) for name in asked.said})
    lines = tuple(line for line in asked.names.rows["line"].values() if not line.retired)
    line = next((one for one in lines if one.id in asked.filters.line), lines[0])
    brands = asked.filters.brand or asked.names.brands
    scope = Scope(asked.organisation.id, line.id, asked.period.zone, asked.now, brands)
    loaded = load(scope, line, knobs)
    links = Links(reverse("reports:home", args=[asked.organisation.slug]), of_brands(asked))
    if not enough(loaded):
        return Hiring(line, lines, knobs, loaded, [], without_forecast(loaded, links))
    picture = picture_of(loaded.question)
    answer = says.answer(loaded, picture)
    return Hiring(line, lines, knobs, loaded, answer, sections_of(loaded, picture, links))


def of_brands(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Of the filters only the brand counts here."""
    return tuple(pair for pair in asked.filters.said if pair[0] == "brand")


def query_of(asked: Asked, hiring: Hiring) -> tuple[tuple[str, str], ...]:
    """What was asked: line, brand and the knobs that were turned."""
    turned = ((name, str(value)) for name, value in hiring.knobs.values.items())
    return (("line", str(hiring.line.id)), *of_brands(asked), *turned)


def report_of(asked: Asked, hiring: Hiring) -> Report:
    period, title = asked.period, str(HIRING.title)
    times = (period.start, period.end, asked.now)
    return Report(HIRING.name, title, str(HIRING.why), hiring.sections, *times)


def whole_report(asked: Asked) -> Report:
    """With the answer among the sections, for whoever does not see the page."""
    hiring = hiring_of(asked)
    answer = hiring.answer or [_("It cannot be told yet: there is too little past.")]
    tiles = tuple(
        Tile(Column(f"answer:{n}", hiring.question, Unit.TEXT), Cell(sentence))
        for n, sentence in enumerate(answer)
    )
    first = Section("answer", hiring.question, tiles=tiles)
    report = report_of(asked, hiring)
    times = (report.start, report.end, report.as_of)
    return Report(report.name, report.title, report.why, (first, *report.sections), *times)
