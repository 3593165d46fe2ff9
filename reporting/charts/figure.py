"""What a chart says, before it is drawn. Pure."""

from __future__ import annotations

from dataclasses import dataclass

# Series differ by pattern and by place, never by colour alone; more than these are not told apart.
MOST_SERIES = 6


@dataclass(frozen=True, slots=True)
class Point:
    label: str
    """On the axis."""
    full: str = ""
    """Read out, where the axis is short of words."""


@dataclass(frozen=True, slots=True)
class Series:
    label: str
    values: tuple[float | None, ...]
    before: bool = False
    """Of the period that it is compared with: drawn behind, and lighter."""
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, at one point of a time axis."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    kind: str
    """bars, stack, lines, rows (lying bars), heat, strip."""
    title: str
    says: str
    """The chart in a sentence, for whoever does not see it."""
    unit: str
    points: tuple[Point, ...]
    series: tuple[Series, ...]
    immature: frozenset[int] = frozenset()
    """Points that can still change: hatched."""
    marks: tuple[Mark, ...] = ()
