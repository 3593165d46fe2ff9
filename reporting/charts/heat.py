"""A week by hours. How much there is shows by the size of a square first, by its tone besides."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, sqrt

from reporting.charts.drawing import Bar, Drawing, Words, percent, pixels
from reporting.charts.figure import Figure

Say = Callable[[float], str]
ROW, LEVELS = 26, 4
LABELLED = range(0, 24, 4)


def draw_heat(figure: Figure, say: Say) -> Drawing:
    """`points` are the hours, `series` the weekdays."""
    most = max((v for one in figure.series for v in one.values if v), default=0)
    columns = len(figure.points)
    bars = []
    for line, series in enumerate(figure.series):
        for number, value in enumerate(series.values):
            if not value:
                continue
            side = max(0.22, sqrt(value / most))
            gap = (1 - side) / 2
            level = ceil(value / most * LEVELS)
            hour = figure.points[number]
            bars.append(
                Bar(
                    percent((number + 0.04 + gap * 0.92) / columns),
                    percent(side * 0.92 / columns),
                    pixels(line * ROW + 1 + gap * (ROW - 2)),
                    pixels(side * (ROW - 2)),
                    f"h{level}",
                    f"{series.label}, {hour.full or hour.label}: {say(value)}",
                )
            )
    middle = ROW / 2 + 4
    grid = tuple(
        Words("0", str(line * ROW + middle), series.label, "end", "row")
        for line, series in enumerate(figure.series)
    )
    below = len(figure.series) * ROW + 16
    words = tuple(
        Words(percent((number + 0.5) / columns), str(below), point.label)
        for number, point in enumerate(figure.points)
        if number in LABELLED
    )
    return Drawing(figure.title, figure.says, below + 8, tuple(bars), grid=grid, words=words)
