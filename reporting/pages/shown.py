"""A report as its page shows it: words for figures, shapes for charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from care.core.requests import MemberRequest
from inbox.desk.listed import listed
from reporting import words
from reporting.charts.draw import draw
from reporting.charts.drawing import Drawing
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
    hatched: bool
    definitions: tuple[tuple[str, str], ...]
    cases: tuple[Markup, ...]
    more: str


def shown(report: Report, request: MemberRequest) -> tuple[ShownSection, ...]:
    return tuple(_section(section, request) for section in report.sections)


def _section(section: Section, request: MemberRequest) -> ShownSection:
    figure = section.figure
    unit = figure.unit if figure else ""
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
        bool(figure and figure.immature),
        tuple(dict.fromkeys(_definitions(section))),
        listed(request, section.cases),
        section.more,
    )


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
    return ShownTable(title, table.corner, table.columns, rows)


def _cell(cell: Cell, column: Column, of: str) -> ShownCell:
    unit = column.unit
    says = words.say(cell.value, unit)
    before = "" if cell.before is None else words.say(cell.before, unit)
    opens = _("%(what)s: %(figure)s. Open the cases.") % {"what": of, "figure": says}
    return ShownCell(
        says,
        cell.href,
        before,
        words.change(cell.value, cell.before, Unit(unit)),
        words.mood(cell.value, cell.before, column.better),
        cell.immature,
        opens,
    )
