"""A report as a value: sections of columns and rows, whatever becomes of it (page, file, answer of
the API). Pure: labels are words already, cells are numbers still."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reporting.charts.figure import Figure


class Unit(StrEnum):
    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    """Of one: 0.25 is a quarter."""
    NUMBER = "number"
    """With decimals, as a mean of turns."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    """For programs: the same in every language."""
    label: str
    unit: Unit
    definition: str = ""
    better: str = ""
    """`less` or `more`, where one of them is good news."""
    of: str = ""
    """The figure's own name, where the label is that of a part of it."""


@dataclass(frozen=True, slots=True)
class Cell:
    value: float | int | str | None
    href: str = ""
    """The list of exactly the cases behind it."""
    before: float | int | None = None
    """Of the period that it is compared with."""
    immature: bool = False
    """It can still change, because cases of those days are still going on."""


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: tuple[Cell, ...]
    key: str = ""
    """For programs: the id or the moment behind the label."""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    corner: str
    """What the rows are."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    compares: bool = False
    heat: bool = False
    """Rows and columns are the same things: the greater a figure beside it, the stronger its
    ground."""


@dataclass(frozen=True, slots=True)
class Tile:
    column: Column
    cell: Cell
    spark: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    why: str = ""
    tiles: tuple[Tile, ...] = ()
    figure: Figure | None = None
    table: Table | None = None
    note: str = ""
    empty: str = ""
    """What to do next, where there is nothing to show."""
    cases: tuple[int, ...] = ()
    """Listed, not only counted: the first of them."""
    more: str = ""
    """The list of all of them."""


@dataclass(frozen=True, slots=True)
class Report:
    name: str
    title: str
    why: str
    sections: tuple[Section, ...]
    start: datetime
    end: datetime
    as_of: datetime
    """Everything that happened before it is in the figures."""
    definitions: tuple[tuple[str, str], ...] = field(default=())
