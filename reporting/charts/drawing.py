"""What is drawn: shapes that a template writes down. Across in percent, so that a chart is as wide
as its page and its words keep their size; downwards in pixels."""

from __future__ import annotations

from dataclasses import dataclass

TALL = 200
"""Of the plot, in pixels."""
TOP = 14


def percent(share: float) -> str:
    return f"{share * 100:.3f}%"


def pixels(number: float) -> str:
    return f"{number:.1f}"


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    width: str
    y: str
    height: str
    look: str
    title: str


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: str
    y1: str
    x2: str
    y2: str
    look: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    look: str
    title: str


@dataclass(frozen=True, slots=True)
class Words:
    x: str
    y: str
    text: str
    anchor: str = "middle"
    look: str = "label"


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    label: str
    look: str
    kind: str
    """bar or line"""


@dataclass(frozen=True, slots=True)
class Drawing:
    title: str
    says: str
    height: int
    bars: tuple[Bar, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    grid: tuple[Words, ...] = ()
    """Words beside the lines across: `y` is the line's."""
    words: tuple[Words, ...] = ()
    marks: tuple[Words, ...] = ()
    legend: tuple[Key, ...] = ()
    wide: bool = False
    """Without room for a scale at its side."""
