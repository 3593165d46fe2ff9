"""What a cell of a report is in a file. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from reporting.report import Column, Report, Row, Section, Table, Unit

Value = str | int | float | None

# With one of these in front a spreadsheet reads a text as a formula, and runs it.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text, so that a spreadsheet that opens the file shows it and does nothing else."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def heading(column: Column) -> str:
    """What it is called where its figures stand as plain numbers."""
    if column.unit == Unit.SECONDS:
        return _("%(figure)s (seconds)") % {"figure": column.label}
    if column.unit == Unit.SHARE:
        return _("%(figure)s (share of 1)") % {"figure": column.label}
    return column.label


def grid_of(section: Section) -> Table | None:
    """The section as one table: its own, or its figures below each other."""
    if section.table is not None:
        return section.table
    if not section.tiles:
        return None
    figure = Column("figure", _("Figure"), Unit.NUMBER)
    rows = tuple(
        Row(heading(tile.column), (tile.cell,), tile.column.name) for tile in section.tiles
    )
    compares = any(tile.cell.before is not None for tile in section.tiles)
    return Table(section.title, (figure,), rows, compares=compares)


def headings(table: Table, name_of: Callable[[Column], str]) -> list[str]:
    names = [table.corner]
    for column in table.columns:
        name = name_of(column)
        names.append(name)
        if table.compares:
            names.append(_("%(figure)s, before") % {"figure": name})
    return names


def values(table: Table, row: Row) -> list[Value]:
    found: list[Value] = [row.label]
    for cell in row.cells:
        found.append(cell.value)
        if table.compares:
            found.append(cell.before)
    return found


def units(table: Table) -> list[Unit]:
    found = [Unit.TEXT]
    for column in table.columns:
        found.extend([column.unit] * (2 if table.compares else 1))
    return found


def grids(report: Report) -> Iterator[tuple[Section, Table]]:
    for section in report.sections:
        table = grid_of(section)
        if table is not None:
            yield section, table
