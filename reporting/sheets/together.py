"""Tags that stand on the same cases: the most frequent pairs, and each tag against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.ask.behind import TOGETHER
from reporting.ask.frame import TAG
from reporting.ask.together import MOST_PAIRS, Pair
from reporting.charts.figure import Figure, Point, Series
from reporting.report import Cell, Column, Row, Section, Table, Unit
from reporting.sheets.asker import Want
from reporting.sheets.page import Page, metric
from reporting.sheets.parts import MOST_DRAWN, nothing_yet


@dataclass(frozen=True, slots=True)
class Together:
    name: str
    title: Any
    why: Any = ""

    def wants(self) -> Iterator[Want]:
        return iter(())

    def make(self, page: Page) -> Section:
        pairs = page.together[:MOST_PAIRS]
        if not pairs:
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        column = Column(
            "cases",
            _("Cases with both"),
            Unit.COUNT,
            _("Cases opened in the period that carry both tags now."),
        )
        rows = []
        for pair in pairs:
            label = f"{page.name('tag', pair.tag)} + {page.name('tag', pair.other)}"
            rows.append(Row(label, (_cell(page, pair),), f"{pair.tag}-{pair.other}"))
        drawn = rows[:MOST_DRAWN]
        chart = Figure(
            "rows",
            str(self.title),
            "; ".join(f"{row.label}: {row.cells[0].value}" for row in drawn),
            Unit.COUNT,
            tuple(Point(row.label) for row in drawn),
            (Series(column.label, tuple(float(pair.cases) for pair in pairs[:MOST_DRAWN])),),
        )
        table = Table(_("Tags"), (column,), tuple(rows))
        return Section(self.name, str(self.title), str(self.why), figure=chart, table=table)


@dataclass(frozen=True, slots=True)
class Against:
    """Each of the tags that stand beside others most often, against each."""

    name: str
    title: Any
    why: Any = ""

    def wants(self) -> Iterator[Want]:
        yield ("with_tag", TAG, None)

    def make(self, page: Page) -> Section:
        pairs = {(pair.tag, pair.other): pair for pair in page.together if pair.inside}
        if not pairs:
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        whole = metric("with_tag")
        answer = page.asker.answer(whole, TAG)
        sides = list({side for both in pairs for side in both})
        sides.sort(key=lambda side: (-(answer.value(whole, side) or 0), side))
        definition = _(
            "Cases opened in the period that carry both tags now. Where a tag meets itself: all"
            " cases that carry it."
        )
        columns = tuple(
            Column(f"tag:{side}", page.name("tag", side), Unit.COUNT, definition, of=_("A cell"))
            for side in sides
        )

        def cell(row: int, side: int) -> Cell:
            if row == side:
                return Cell(
                    answer.value(whole, side) or 0, page.links.cases(whole, only=(("tag", side),))
                )
            pair = pairs.get((min(row, side), max(row, side)))
            return _cell(page, pair) if pair else Cell(0)

        rows = tuple(
            Row(page.name("tag", row), tuple(cell(row, side) for side in sides), str(row))
            for row in sides
        )
        table = Table(_("Tag"), columns, rows, heat=True)
        return Section(self.name, str(self.title), str(self.why), table=table)


def _cell(page: Page, pair: Pair) -> Cell:
    only = ((TOGETHER, f"{pair.tag}-{pair.other}"),)
    return Cell(pair.cases, page.links.cases(metric("cases_opened"), only=only))
