from __future__ import annotations

from collections.abc import Callable

from reporting.charts.drawing import Drawing
from reporting.charts.figure import Figure
from reporting.charts.heat import draw_heat
from reporting.charts.lying import draw_rows, draw_strip
from reporting.charts.upright import draw_upright

_WAYS: dict[str, Callable[[Figure, Callable[[float], str]], Drawing]] = {
    "bars": draw_upright,
    "stack": draw_upright,
    "lines": draw_upright,
    "rows": draw_rows,
    "strip": draw_strip,
    "heat": draw_heat,
}


def draw(figure: Figure, say: Callable[[float], str]) -> Drawing:
    """`say` puts a value into words."""
    return _WAYS[figure.kind](figure, say)
