"""Bars that lie, one below the other, for names that are long; and one bar that is cut in parts."""

from __future__ import annotations

from collections.abc import Callable

from reporting.charts.drawing import Bar, Drawing, Key, Words, percent
from reporting.charts.figure import Figure

Say = Callable[[float], str]
THICK, STEP = 14, 42


def draw_rows(figure: Figure, say: Say) -> Drawing:
    """Name and figure stand above their bar, so that both have the whole width. Which of the
    table's figures it is stands in the legend."""
    most = max((v for one in figure.series for v in one.values if v), default=0) or 1
    bars, words = [], []
    for number, point in enumerate(figure.points):
        top = number * STEP + 4
        value = figure.series[0].values[number]
        words.append(Words("0%", str(top + 13), point.full or point.label, "start"))
        said = "—" if value is None else say(value)
        words.append(Words("100%", str(top + 13), said, "end", "label label--figure"))
        title = f"{point.full or point.label}: {said}"
        bars.append(Bar("0%", "100%", str(top + 19), str(THICK - 4), "track", title))
        if value:
            width = percent(value / most)
            bars.append(Bar("0%", width, str(top + 19), str(THICK - 4), "s0", title))
    height = len(figure.points) * STEP + 4
    legend = (Key(figure.series[0].label, "s0", "bar"),)
    return Drawing(
        figure.title, figure.says, height, tuple(bars), words=tuple(words), legend=legend, wide=True
    )


def draw_strip(figure: Figure, say: Say) -> Drawing:
    """The parts of one whole, one after the other; what each is stands in the legend."""
    values = [one.values[0] or 0 for one in figure.series]
    whole = sum(values) or 1
    bars, words, left = [], [], 0.0
    for number, (series, value) in enumerate(zip(figure.series, values, strict=True)):
        share = value / whole
        title = f"{series.label}: {say(value)}"
        bars.append(Bar(percent(left), percent(share), "10", "40", f"s{number}", title))
        if share > 0.07:
            words.append(Words(percent(left + share / 2), "68", str(number + 1)))
        left += share
    legend = tuple(
        Key(f"{number}. {series.label}: {say(value)}", f"s{number - 1}", "bar")
        for number, (series, value) in enumerate(zip(figure.series, values, strict=True), start=1)
    )
    said = figure.says
    return Drawing(
        figure.title, said, 76, tuple(bars), words=tuple(words), legend=legend, wide=True
    )
