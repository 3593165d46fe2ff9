"""A report as its page shows it: words for figures, shapes for charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil

from django.utils.translation import gettext as _
from markupsafe import Markup

from care.core.requests import MemberRequest
from inbox.desk.listed import listed
from reporting import words
from reporting.charts.draw import draw
from reporting.charts.drawing import Drawing
from reporting.charts.figure import Figure
from reporting.charts.heat import LEVELS
from reporting.charts.spark import spark_points
from reporting.report import Cell, Column, Report, Section, Table, Unit


@dataclass(frozen=True, slots=True)
class ShownCell:
    says: str
    href: str
    before: str
    change: str
    mood: str
    immature: bool
    opens: str
    """What the link does, for whoever does not see where it stands."""
    heat: int = 0
    """How strong its ground is, up to LEVELS."""


@dataclass(frozen=True, slots=True)
class ShownTile:
    label: str
    definition: str
    cell: ShownCell
    spark: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    label: str
    cells: tuple[ShownCell, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    caption: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]
    heat: bool = False


@dataclass(frozen=True, slots=True)
class ShownSection:
    name: str
    title: str
    why: str
    note: str
    empty: str
    tiles: tuple[ShownTile, ...]
    drawing: Drawing | None
    table: ShownTable | None
    unsure: str
    """How what can still change is drawn."""
    definitions: tuple[tuple[str, str], ...]
    again: tuple[tuple[str, str], ...]
    """Those that stand further up the page already."""
    cases: tuple[Markup, ...]
    more: str


def shown(report: Report, request: MemberRequest) -> tuple[ShownSection, ...]:
    told: set[str] = set()
    return tuple(_section(section, request, told) for section in report.sections)


def _section(section: Section, request: MemberRequest, told: set[str]) -> ShownSection:
    """`told`: the definitions that the page has given so far."""
    figure = section.figure
    unit = figure.unit if figure else ""
    definitions = tuple(dict.fromkeys(_definitions(section)))
    new = tuple(pair for pair in definitions if pair[1] not in told)
    told.update(definition for _labels, definition in new)
    told.update(tile.column.definition for tile in section.tiles)
    return ShownSection(
        section.name,
        section.title,
        section.why,
        section.note,
        section.empty,
        tuple(
            ShownTile(
                tile.column.label,
                tile.column.definition,
                _cell(tile.cell, tile.column, tile.column.label),
                spark_points(tile.spark),
            )
            for tile in section.tiles
        ),
        draw(figure, lambda value: words.tick(value, unit)) if figure else None,
        _table(section.title, section.table) if section.table else None,
        _unsure(figure) if figure else "",
        new,
        tuple(pair for pair in definitions if pair not in new),
        listed(request, section.cases),
        section.more,
    )


def _unsure(figure: Figure) -> str:
    if not figure.immature:
        return ""
    if figure.kind == "lines":
        return _("Where the line is thin, days can still change.")
    return _("Hatched: these days can still change.")


def _definitions(section: Section) -> Iterator[tuple[str, str]]:
    """What is defined by the same words is said once: median, p90 and mean of one measure."""
    by_words: dict[str, list[str]] = {}
    for column in section.table.columns if section.table else ():
        if column.definition:
            by_words.setdefault(column.definition, []).append(column.of or column.label)
    for definition, labels in by_words.items():
        yield "; ".join(dict.fromkeys(labels)), definition


def _table(title: str, table: Table) -> ShownTable:
    rows = tuple(
        ShownRow(
            row.label,
            tuple(
                _cell(cell, column, f"{column.label}, {row.label}")
                for cell, column in zip(row.cells, table.columns, strict=True)
            ),
            row.total,
        )
        for row in table.rows
    )
    if table.heat:
        rows = tuple(_heated(table))
    return ShownTable(title, table.corner, table.columns, rows, table.heat)


def _heated(table: Table) -> Iterator[ShownRow]:
    """Where a thing meets itself there is no ground: that figure is of another kind."""
    values = [
        [
            cell.value if isinstance(cell.value, int) and at != own else 0
            for at, cell in enumerate(row.cells)
        ]
        for own, row in enumerate(table.rows)
    ]
    most = max(chain.from_iterable(values), default=0) or 1
    for row, of_row in zip(table.rows, values, strict=True):
        cells = tuple(
            replace(
                _cell(cell, column, f"{row.label} + {column.label}" if value else row.label),
                heat=ceil(value / most * LEVELS),
            )
            for cell, column, value in zip(row.cells, table.columns, of_row, strict=True)
        )
        yield ShownRow(row.label, cells, row.total)


def _cell(cell: Cell, column: Column, of: str) -> ShownCell:
    unit = column.unit
    says = words.say(cell.value, unit)
    before = "" if cell.before is None else words.say(cell.before, unit)
    change = words.change(cell.value, cell.before, Unit(unit))
    opens = _("%(what)s: %(figure)s. Open the cases.") % {"what": of, "figure": says}
    return ShownCell(
        says,
        cell.href,
        before,
        change,
        # Neither better nor worse is what reads the same.
        "" if change == _("no change") else words.mood(cell.value, cell.before, column.better),
        cell.immature,
        opens,
    )
