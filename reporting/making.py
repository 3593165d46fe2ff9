"""All reports there are, and how each of them is made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reporting.asked import Asked
from reporting.hiring.place import HIRING
from reporting.hiring.report import whole_report
from reporting.marks import marks_between
from reporting.report import Report
from reporting.sheets import SHEETS, Sheet
from reporting.sheets.asker import Asker
from reporting.sheets.page import Page
from reporting.sheets.sheet import make

REPORTS: Mapping[str, Sheet] = MappingProxyType({**SHEETS, HIRING.name: HIRING})


def made(asked: Asked, sheet: Sheet) -> Report:
    """Raises UnknownValue. The period must not be wrong."""
    if sheet is HIRING:
        return whole_report(asked)
    period = asked.period
    marks = marks_between(period.start, period.end)
    page = Page(asked.member, asked.frame, asked.names, asked.links, Asker(asked.frame), marks)
    return make(sheet, page)
