"""The kinds of sections that reports are declared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from reporting import words
from reporting.ask.frame import TIME, Key
from reporting.ask.metrics import Metric
from reporting.charts.figure import MOST_SERIES, Figure, Point, Series
from reporting.report import Cell, Column, Row, Section, Table, Tile
from reporting.sheets.asker import Want
from reporting.sheets.page import Page, metric

MOST_ROWS = 60
MOST_DRAWN = 12


class Part(Protocol):
    def wants(self) -> Iterator[Want]: ...

    def make(self, page: Page) -> Section: ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """A row of figures of the whole period, each with how it went."""

    name: str
    title: Any
    metrics: tuple[str, ...]
    why: Any = ""

    def wants(self) -> Iterator[Want]:
        yield from ((name, TIME, None) for name in self.metrics)

    def make(self, page: Page) -> Section:
        return Section(
            self.name, str(self.title), str(self.why), tuple(map(page_tile(page), self.metrics))
        )


def page_tile(page: Page) -> Callable[[str], Tile]:
    def tile(name: str) -> Tile:
        figure = metric(name)
        answer = page.asker.answer(figure)
        spark = tuple(
            None if page.to_come(bucket) else page.part(figure, answer, number).value
            for number, bucket in enumerate(page.buckets)
        )
        numbers = tuple(one if isinstance(one, int | float) else None for one in spark)
        return Tile(page.column(figure), page.whole(figure, answer), numbers)

    return tile


@dataclass(frozen=True, slots=True)
class Over:
    """Figures over the parts of the period: a chart, and its table behind."""

    name: str
    title: Any
    metrics: tuple[str, ...]
    chart: str = "bars"
    why: Any = ""
    drawn: tuple[str, ...] = ()
    """Of the figures, those that the chart shows; none said: all."""

    def wants(self) -> Iterator[Want]:
        yield from ((name, TIME, None) for name in self.metrics)

    def make(self, page: Page) -> Section:
        metrics = tuple(map(metric, self.metrics))
        rows = tuple(self._rows(page, metrics))
        columns = tuple(map(page.column, metrics))
        if not any(cell.value for row in rows for cell in row.cells):
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        table = Table(_("When"), columns, rows, compares=page.compares)
        figure = self._figure(page, table, metrics)
        return Section(self.name, str(self.title), str(self.why), figure=figure, table=table)

    def _rows(self, page: Page, metrics: tuple[Metric, ...]) -> Iterator[Row]:
        answers = [page.asker.answer(one) for one in metrics]
        both = list(zip(metrics, answers, strict=True))
        yield Row(_("Whole period"), tuple(page.whole(*one) for one in both), total=True)
        for number, (bucket, point) in enumerate(zip(page.buckets, page.points, strict=True)):
            if page.to_come(bucket):
                return
            cells = tuple(page.part(one, answer, number) for one, answer in both)
            yield Row(point.full, cells, bucket.start.isoformat())

    def _figure(self, page: Page, table: Table, metrics: tuple[Metric, ...]) -> Figure:
        shown = self.drawn or self.metrics
        places = [n for n, one in enumerate(metrics) if one.name in shown]
        series = [_series(page, table, place, before=False) for place in places]
        if page.compares and len(places) == 1 and not metrics[places[0]].standing:
            series.append(_series(page, table, places[0], before=True))
        immature = {
            number
            for number, row in enumerate(table.rows[1:])
            if any(row.cells[place].immature for place in places)
        }
        return Figure(
            self.chart,
            str(self.title),
            says_over(page, table, places),
            metrics[places[0]].unit,
            page.points,
            tuple(series),
            frozenset(immature),
            page.marked,
        )


def _series(page: Page, table: Table, place: int, *, before: bool) -> Series:
    def of(cell: Cell) -> float | None:
        value = cell.before if before else cell.value
        return value if isinstance(value, int | float) else None

    values = [of(row.cells[place]) for row in table.rows[1:]]
    values += [None] * (len(page.points) - len(values))
    label = table.columns[place].label
    if before:
        label = _("%(figure)s, before") % {"figure": label}
    return Series(label, tuple(values), before)


def says_over(page: Page, table: Table, places: list[int]) -> str:
    """Highest, lowest and all of it: what the eye would take from the chart."""
    said = []
    for place in places:
        column = table.columns[place]
        found = [
            (row.cells[place].value, row.label)
            for row in table.rows[1:]
            if isinstance(row.cells[place].value, int | float)
        ]
        if not found:
            continue
        high, low = max(found), min(found)
        said.append(
            _("%(figure)s: %(whole)s in all; most %(high)s (%(when)s), least %(low)s (%(then)s).")
            % {
                "figure": column.label,
                "whole": words.say(table.rows[0].cells[place].value, column.unit),
                "high": words.say(high[0], column.unit),
                "when": high[1],
                "low": words.say(low[0], column.unit),
                "then": low[1],
            }
        )
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class By:
    """Figures side by side for teams, people, networks, tags, …"""

    name: str
    title: Any
    key: Key
    corner: Any
    metrics: tuple[str, ...]
    why: Any = ""
    empty: Any = ""
    in_order: bool = False
    """By their key, not the greatest first."""
    whole: bool = True
    """With a row of all of them."""

    def wants(self) -> Iterator[Want]:
        yield from ((name, self.key, None) for name in self.metrics)

    def make(self, page: Page) -> Section:
        metrics = tuple(map(metric, self.metrics))
        answers = [page.asker.answer(one, self.key) for one in metrics]
        both = list(zip(metrics, answers, strict=True))
        keys = list(dict.fromkeys(key for answer in answers for key in answer.by))
        if self.in_order:
            keys.sort(key=lambda key: (key is None, key))
        else:
            keys.sort(key=lambda key: -(answers[0].value(metrics[0], key) or 0))
        columns = tuple(map(page.column, metrics))
        made = (
            Row(page.name(self.key.name, key), self._cells(page, both, key), str(key))
            for key in keys[:MOST_ROWS]
        )
        rows = tuple(row for row in made if any(cell.value for cell in row.cells))
        if not rows:
            empty = str(self.empty) or nothing_yet()
            return Section(self.name, str(self.title), str(self.why), empty=empty)
        whole = Row(_("All"), tuple(page.whole(*one) for one in both), total=True)
        shown = (whole, *rows) if self.whole else rows
        table = Table(str(self.corner), columns, shown, compares=page.compares)
        figure = self._figure(rows, columns[0]) if len(rows) > 1 else None
        return Section(self.name, str(self.title), str(self.why), figure=figure, table=table)

    def _cells(self, page: Page, both: list[Any], key: Any) -> tuple[Cell, ...]:
        def cell(one: Metric, answer: Any) -> Cell:
            value = answer.value(one, key)
            if value is None and one.unit == "count":
                value = 0
            href = page.links.cases(one, only=((self.key.name, key),)) if value else ""
            return Cell(value, href, answer.before(one, key))

        return tuple(cell(one, answer) for one, answer in both)

    def _figure(self, rows: tuple[Row, ...], column: Column) -> Figure:
        drawn = rows[:MOST_DRAWN]
        values = tuple(_number(row.cells[0].value) for row in drawn)
        said = "; ".join(
            f"{row.label}: {words.say(row.cells[0].value, column.unit)}" for row in drawn
        )
        return Figure(
            "rows",
            f"{self.title}: {column.label}",
            said,
            column.unit,
            tuple(Point(row.label) for row in drawn),
            (Series(column.label, values),),
        )


@dataclass(frozen=True, slots=True)
class Split:
    """One figure over time, cut by a key: stacked bars, the greatest first."""

    name: str
    title: Any
    metric: str
    key: Key
    why: Any = ""
    chart: str = "stack"

    def wants(self) -> Iterator[Want]:
        yield (self.metric, TIME, self.key)

    def make(self, page: Page) -> Section:
        figure = metric(self.metric)
        answer = page.asker.answer(figure, TIME, self.key)
        sums: dict[Any, int] = {}
        for (_part, key), found in answer.by.items():
            sums[key] = sums.get(key, 0) + (found.get(figure.name) or 0)
        keys = sorted(sums, key=lambda key: -sums[key])[:MOST_SERIES]
        if not keys:
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        table = self._table(page, answer, keys, sums)
        series = tuple(_series(page, table, n, before=False) for n in range(len(keys)))
        drawn = Figure(
            self.chart,
            str(self.title),
            says_over(page, table, list(range(len(keys)))),
            figure.unit,
            page.points,
            series,
            marks=page.marked,
        )
        more = len(sums) - len(keys)
        note = _("The %(n)d greatest are shown; narrow the report to see others.") if more else ""
        return Section(
            self.name,
            str(self.title),
            str(self.why),
            figure=drawn,
            table=table,
            note=note % {"n": len(keys)} if note else "",
        )

    def _table(self, page: Page, answer: Any, keys: list[Any], sums: dict[Any, int]) -> Table:
        figure = metric(self.metric)
        head = page.column(figure)
        columns = tuple(
            Column(
                f"{self.key.name}:{key}", page.name(self.key.name, key), head.unit, head.definition
            )
            for key in keys
        )

        def cell(key: Any, number: int | None) -> Cell:
            only = ((self.key.name, key),)
            if number is None:
                return Cell(sums[key], page.links.cases(figure, only=only))
            value = answer.value(figure, (number, key)) or 0
            bucket = page.buckets[number]
            href = page.links.cases(figure, since=bucket.start, until=bucket.end, only=only)
            return Cell(value, href if value else "")

        rows = [Row(_("Whole period"), tuple(cell(key, None) for key in keys), total=True)]
        for number, (bucket, point) in enumerate(zip(page.buckets, page.points, strict=True)):
            if not page.to_come(bucket):
                cells = tuple(cell(key, number) for key in keys)
                rows.append(Row(point.full, cells, bucket.start.isoformat()))
        return Table(_("When"), columns, tuple(rows))


def _number(value: float | int | str | None) -> float | None:
    return value if isinstance(value, int | float) else None


def nothing_yet() -> str:
    return _(
        "Nothing of that kind happened in this period. Choose a longer one, or take a filter off."
    )
