"""A report as a workbook: what it is about on the first sheet, then a sheet a section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from care.core.times import full_time
from reporting.handing.cells import Value, grids, headings, units, values
from reporting.report import Report, Table, Unit

# What Excel takes at most, and what it does not take in the name of a sheet.
MOST_ROWS = 1_048_575
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_DAY = 86_400
_WIDE = 34
_NARROW = 18


@dataclass(frozen=True, slots=True)
class _Book:
    book: Any
    formats: dict[Unit, Any]
    bold: Any
    names: set[str]


def write_report(report: Report, said: str, file: IO[bytes]) -> int:
    """The number of rows. `said`: period and filters in words."""
    with _opened(file) as book:
        made = _book(book)
        _about(made, report, said)
        return sum(_table(made, section.title, table) for section, table in grids(report))


def write_rows(
    title: str, names: Sequence[str], rows: Iterable[Sequence[Value]], file: IO[bytes]
) -> int:
    """One sheet; what goes beyond what a sheet can hold is left out."""
    with _opened(file) as book:
        made = _book(book)
        sheet = _sheet(made, title, names)
        return _rows(made, sheet, [Unit.TEXT] * len(names), rows)


def _opened(file: IO[bytes]) -> Any:
    """Row by row into a file beside it, so that a large one needs no memory; texts are texts,
    whatever they look like."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(file, {"constant_memory": True, **safe})


def _book(book: Any) -> _Book:
    shown = {Unit.SECONDS: "[h]:mm:ss", Unit.SHARE: "0.0%", Unit.NUMBER: "0.00"}
    formats = {unit: book.add_format({"num_format": how}) for unit, how in shown.items()}
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    return _Book(book, formats, bold, set())


def _about(made: _Book, report: Report, said: str) -> None:
    sheet = made.book.add_worksheet(_sheet_name(made, _("About")))
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, 1, 100)
    lines = [
        (report.title, report.why),
        (_("Of"), said),
        (_("Figures as of"), full_time(report.as_of)),
        *report.definitions,
    ]
    for number, (name, text) in enumerate(lines):
        sheet.write_string(number, 0, name, made.bold)
        sheet.write_string(number, 1, text)


def _table(made: _Book, title: str, table: Table) -> int:
    sheet = _sheet(made, title, headings(table, lambda column: column.label))
    return _rows(made, sheet, units(table), (values(table, row) for row in table.rows))


def _sheet(made: _Book, title: str, names: Sequence[str]) -> Any:
    sheet = made.book.add_worksheet(_sheet_name(made, title))
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, max(1, len(names) - 1), _NARROW)
    sheet.freeze_panes(1, 1)
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, made.bold)
    return sheet


def _rows(made: _Book, sheet: Any, kinds: Sequence[Unit], rows: Iterable[Sequence[Value]]) -> int:
    count = 0
    for row in rows:
        if count == MOST_ROWS:
            break
        count += 1
        for place, (value, unit) in enumerate(zip(row, kinds, strict=True)):
            _cell(made, sheet, count, place, value, unit)
    return count


def _cell(made: _Book, sheet: Any, row: int, place: int, value: Value, unit: Unit) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    else:
        # A spreadsheet reckons times in days.
        number = value / _DAY if unit == Unit.SECONDS else value
        sheet.write_number(row, place, number, made.formats.get(unit))


def _sheet_name(made: _Book, title: str) -> str:
    """Short, without the signs that are not allowed, and of each only one."""
    plain = " ".join(title.translate(_NOT_IN_NAMES).split()).strip("'")[:_LONGEST_NAME] or "1"
    name, number = plain, 1
    while name.casefold() in made.names:
        number += 1
        tail = f" {number}"
        name = plain[: _LONGEST_NAME - len(tail)] + tail
    made.names.add(name.casefold())
    return name
