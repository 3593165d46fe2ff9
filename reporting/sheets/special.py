"""Sections that no other report has: the stopwatch of a round trip, signs of many turns, and lists
of cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from inbox.selectors.among import among
from reporting import words
from reporting.ask.behind import behind
from reporting.ask.frame import TIME
from reporting.ask.trip import Leg, trip
from reporting.charts.figure import Figure, Point, Series
from reporting.report import Cell, Column, Row, Section, Table, Unit
from reporting.sheets.asker import Want
from reporting.sheets.page import Page, metric
from reporting.sheets.parts import nothing_yet


@dataclass(frozen=True, slots=True)
class Stopwatch:
    name: str
    title: Any
    why: Any = ""

    def wants(self) -> Iterator[Want]:
        return iter(())

    def make(self, page: Page) -> Section:
        legs = trip(page.frame)
        if not any(leg.rounds for leg in legs):
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        names = _legs()
        href = page.links.cases(metric("rounds"))
        rows = tuple(
            Row(
                names[leg.name][0],
                (Cell(leg.rounds, href), Cell(leg.median), Cell(leg.p90), Cell(leg.mean)),
                leg.name,
            )
            for leg in legs
        )
        meaning = " ".join(f"{label}: {means}" for label, means in names.values())
        columns = (
            Column("rounds", _("Rounds"), Unit.COUNT, _("Rounds in which this leg is known.")),
            *(
                Column(name, label, Unit.SECONDS, meaning, "less", of=_("The legs"))
                for name, label in (("median", _("Median")), ("p90", _("p90")), ("mean", _("Mean")))
            ),
        )
        table = Table(_("Leg"), columns, rows)
        return Section(
            self.name, str(self.title), str(self.why), figure=_strip(self, legs), table=table
        )


def _strip(part: Stopwatch, legs: tuple[Leg, ...]) -> Figure:
    """Of means: only they add up to a whole."""
    names = _legs()
    said = "; ".join(f"{names[leg.name][0]}: {words.say(leg.mean, Unit.SECONDS)}" for leg in legs)
    return Figure(
        "strip",
        _("%(title)s, mean of each leg") % {"title": part.title},
        said,
        Unit.SECONDS,
        (Point(""),),
        tuple(Series(names[leg.name][0], (leg.mean or 0.0,)) for leg in legs),
    )


def _legs() -> dict[str, tuple[str, str]]:
    return {
        "acknowledge": (
            _("Acknowledge"),
            _("from the customer's first message to the first reply, in first rounds."),
        ),
        "wait": (_("Wait for the line"), _("in the further line's queue, nobody's.")),
        "work": (_("Work there"), _("in somebody's hands on the further line.")),
        "back": (_("Wait to return"), _("back on the earlier line, until somebody has it.")),
        "translate": (
            _("Translate"),
            _("from then to the next reply to the customer, always by the clock."),
        ),
    }


@dataclass(frozen=True, slots=True)
class Signs:
    """Several figures as rows of one table, each beside its share of a whole."""

    name: str
    title: Any
    corner: Any
    whole: str
    metrics: tuple[str, ...]
    why: Any = ""

    def wants(self) -> Iterator[Want]:
        yield from ((name, TIME, None) for name in (self.whole, *self.metrics))

    def make(self, page: Page) -> Section:
        whole = metric(self.whole)
        answer = page.asker.answer(whole)
        of = answer.value(whole) or 0
        if not of:
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        figures = [metric(name) for name in self.metrics]
        cells = [page.whole(figure, answer) for figure in figures]
        rows = tuple(
            Row(str(figure.label), (cell, Cell(_share(cell.value, of))), figure.name)
            for figure, cell in zip(figures, cells, strict=True)
        )
        head = page.column(whole)
        columns = (
            Column("cases", _("Cases"), Unit.COUNT, str(figures[0].definition), of=head.label),
            Column("share", _("Share"), Unit.SHARE, ""),
        )
        all_of_them = Row(head.label, (page.whole(whole, answer), Cell(1.0)), total=True)
        chart = Figure(
            "rows",
            str(self.title),
            "; ".join(f"{row.label}: {row.cells[0].value}" for row in rows),
            Unit.COUNT,
            tuple(Point(row.label) for row in rows),
            (Series(head.label, tuple(_number(row.cells[0].value) for row in rows)),),
        )
        table = Table(str(self.corner), columns, (all_of_them, *rows), compares=page.compares)
        return Section(self.name, str(self.title), str(self.why), figure=chart, table=table)


def _share(value: float | int | str | None, of: int) -> float:
    return (_number(value) or 0.0) / of


def _number(value: float | int | str | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class Listed:
    """The cases behind a figure, listed and not only counted."""

    name: str
    title: Any
    metric: str
    why: Any = ""
    empty: Any = ""

    def wants(self) -> Iterator[Want]:
        return iter(())

    def make(self, page: Page) -> Section:
        figure, period = metric(self.metric), page.frame.period
        found = behind(page.frame, figure, start=period.start, end=period.end)
        shown = among(page.member, found.statement, found.values, after="")
        return Section(
            self.name,
            str(self.title),
            str(self.why),
            empty="" if shown.case_ids else str(self.empty),
            cases=shown.case_ids,
            more=page.links.cases(figure) if shown.after else "",
        )
