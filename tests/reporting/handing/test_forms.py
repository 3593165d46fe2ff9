"""Reports as CSV and as a workbook: whoever opens one sees the figures, and runs nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reporting.handing import as_csv, as_xlsx
from reporting.handing.cells import harmless
from reporting.report import Cell, Column, Report, Row, Section, Table, Tile, Unit

NAMED = "=HYPERLINK(“evil”)"
AT = datetime(2026, 11, 22, tzinfo=UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def report() -> Report:
    wait = Column("wait", "First response", Unit.SECONDS, "From the question to the answer.")
    share = Column("share", "Second line", Unit.SHARE)
    table = Table(
        "Team",
        (wait, share),
        (
            Row(NAMED, (Cell(90.0, before=60), Cell(0.25, before=0.5))),
            Row("Night", (Cell(None), Cell(0))),
        ),
        compares=True,
    )
    tile = Tile(wait, Cell(90.0))
    sections = (
        Section("sum", "In short", tiles=(tile,)),
        Section("teams", "By team: [all]", table=table),
        Section("empty", "Nothing", empty="Nothing happened."),
    )
    return Report("responses", "Responses", "How long.", sections, AT, AT, AT)


def as_rows(section: str) -> list[list[str]]:
    file = io.BytesIO()
    as_csv.write_report(report(), section, file)
    text = file.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_table_is_written_with_plain_figures_and_those_of_before() -> None:
    assert as_rows("teams") == [
        [
            "Team",
            "First response (seconds)",
            "First response (seconds), before",
            "Second line (share of 1)",
            "Second line (share of 1), before",
        ],
        [f"'{NAMED}", "90", "60", "0.25", "0.5"],
        ["Night", "", "", "0", ""],
    ]


def test_figures_without_a_table_stand_below_each_other() -> None:
    assert as_rows("sum") == [["In short", "Figure"], ["First response (seconds)", "90"]]


def test_without_a_name_it_is_the_first_table() -> None:
    assert as_rows("") == as_rows("sum")


@pytest.mark.parametrize("name", ["empty", "no-such"])
def test_a_section_without_a_table_is_refused(name: str) -> None:
    with pytest.raises(as_csv.NoSuchSection):
        as_rows(name)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00")))
def test_no_text_is_a_formula_and_every_text_is_still_there(text: str) -> None:
    written = harmless(text)
    assert written.endswith(text)
    assert not written.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def workbook() -> zipfile.ZipFile:
    file = io.BytesIO()
    with timezone.override(UTC):
        assert as_xlsx.write_report(report(), "22 Nov 2026", file) == 3
    return zipfile.ZipFile(file)


def test_a_workbook_has_a_sheet_for_each_section_and_one_about_it() -> None:
    with workbook() as book:
        names = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        assert [sheet.get("name") for sheet in names] == ["About", "In short", "By team all"]


def test_a_workbook_holds_no_formula_and_times_as_parts_of_a_day() -> None:
    with workbook() as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet3.xml"))
        assert list(sheet.iter(f"{MAIN}f")) == []
        figures = {cell.get("r"): cell.findtext(f"{MAIN}v") for cell in sheet.iter(f"{MAIN}c")}
        assert float(figures["B2"] or 0) == pytest.approx(90 / 86_400)
        assert float(figures["D2"] or 0) == 0.25


def test_sheets_of_one_name_are_told_apart() -> None:
    made = as_xlsx._Book(None, {}, None, set())
    long = "The same very long name of a section of a report"
    names = [as_xlsx._sheet_name(made, long) for _ in range(3)]
    assert len({name.casefold() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)
