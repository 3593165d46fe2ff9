"""A report, as it is declared: its sections in order, and whom it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reporting.report import Report, Section
from reporting.sheets.page import Page
from reporting.sheets.parts import Part


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    title: Any
    why: Any
    icon: str
    parts: tuple[Part, ...]
    own: bool = False
    """Of the looking member alone."""


def make(sheet: Sheet, page: Page) -> Report:
    """Asks each table once, and puts the answers into sections."""
    for part in sheet.parts:
        page.asker.expects(part.wants())
    sections = tuple(part.make(page) for part in sheet.parts)
    period = page.frame.period
    as_of = page.names.behind_since or period.now
    return Report(
        sheet.name,
        str(sheet.title),
        str(sheet.why),
        sections,
        period.start,
        period.end,
        min(as_of, period.now),
        tuple(dict.fromkeys(_definitions(sections))),
    )


def _definitions(sections: tuple[Section, ...]) -> Iterator[tuple[str, str]]:
    for section in sections:
        columns = section.table.columns if section.table else ()
        for column in (*(tile.column for tile in section.tiles), *columns):
            if column.definition:
                yield column.label, column.definition
