"""One section of a report as CSV (RFC 4180): UTF-8 with a byte order mark, so that spreadsheets
take it for what it is; figures as plain numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from reporting.handing.cells import Value, grids, harmless, heading, headings, values
from reporting.report import Report, Section, Table


class NoSuchSection(LookupError):
    """The report has no table of that name."""


def write_report(report: Report, section: str, file: IO[bytes]) -> int:
    """The number of rows; an empty `section` is the first that has a table."""
    table = _chosen(report, section)
    names = headings(table, heading)
    return write_rows(names, (values(table, row) for row in table.rows), file)


def _chosen(report: Report, name: str) -> Table:
    found: list[tuple[Section, Table]] = list(grids(report))
    for section, table in found:
        if section.name == name or not name:
            return table
    raise NoSuchSection(name)


def write_rows(names: Sequence[str], rows: Iterable[Sequence[Value]], file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(name) for name in names])
    count = 0
    for row in rows:
        writer.writerow([_written(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
