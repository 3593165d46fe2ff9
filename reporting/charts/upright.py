"""Bars, stacked bars and lines over points that stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reporting.charts.axis import every, ticks
from reporting.charts.drawing import (
    TALL,
    TOP,
    Bar,
    Dot,
    Drawing,
    Key,
    Stroke,
    Words,
    percent,
    pixels,
)
from reporting.charts.figure import Figure, Series

Say = Callable[[float], str]
MOST_LABELS = 7
# So few stand all by their names; on a phone every second one.
MOST_NAMED = 12
MOST_DOTS = 40


class Plot:
    def __init__(self, figure: Figure, say: Say) -> None:
        self.figure, self.say = figure, say
        self.count = max(1, len(figure.points))
        self.steps = ticks(self._most(), figure.unit)
        self.most = self.steps[-1]

    def _most(self) -> float:
        series = self.figure.series
        if self.figure.kind == "stack":
            stacked = [sum(one.values[n] or 0 for one in series) for n in self._numbers()]
            return max(stacked, default=0)
        return max((value for one in series for value in one.values if value), default=0)

    def _numbers(self) -> range:
        return range(len(self.figure.points))

    def y(self, value: float) -> float:
        return TOP + TALL - TALL * value / self.most

    def middle(self, number: int) -> str:
        return percent((number + 0.5) / self.count)

    def title(self, series: Series, number: int, value: float) -> str:
        point = self.figure.points[number]
        return f"{point.full or point.label} · {series.label}: {self.say(value)}"

    def grid(self) -> tuple[Words, ...]:
        return tuple(
            Words("0", pixels(self.y(step)), self.say(step), "end", "grid") for step in self.steps
        )

    def labels(self) -> tuple[Words, ...]:
        step = 1 if self.count <= MOST_NAMED else every(self.count, MOST_LABELS)
        below = str(TOP + TALL + 18)
        labelled = list(enumerate(self.figure.points))[::step]
        return tuple(
            Words(self.middle(number), below, point.label, look="more" if place % 2 else "label")
            for place, (number, point) in enumerate(labelled)
        )

    def marks(self) -> tuple[Words, ...]:
        """Those of one point stand as one: their numbers would lie over each other."""
        by_point: dict[int, list[tuple[str, str]]] = {}
        for number, mark in enumerate(self.figure.marks, start=1):
            by_point.setdefault(mark.at, []).append((str(number), mark.label))
        return tuple(
            Words(
                self.middle(at),
                str(TOP - 3),
                ", ".join(number for number, _label in found),
                look="; ".join(label for _number, label in found),
            )
            for at, found in by_point.items()
        )

    def bars(self) -> Iterator[Bar]:
        stacked = self.figure.kind == "stack"
        solid = [one for one in self.figure.series if not one.before]
        slots = 1 if stacked else max(1, len(solid))
        room = 0.72 / self.count
        base = [0.0] * self.count
        for place, series in enumerate(solid):
            for number, value in enumerate(series.values):
                if not value:
                    continue
                left = (number + 0.14) / self.count + (0 if stacked else room / slots * place)
                top = self.y(base[number] + value)
                height = self.y(base[number]) - top
                look = f"s{place}{' immature' if number in self.figure.immature else ''}"
                yield Bar(
                    percent(left),
                    percent(room / slots),
                    pixels(top),
                    pixels(max(height, 1)),
                    look,
                    self.title(series, number, value),
                )
                if stacked:
                    base[number] += value

    def strokes(self, series: Series, look: str) -> Iterator[Stroke]:
        """A gap where nothing is known: a line over it would be a guess."""
        for number in range(1, len(series.values)):
            one, other = series.values[number - 1], series.values[number]
            if one is not None and other is not None:
                unsure = " immature" if number in self.figure.immature else ""
                yield Stroke(
                    self.middle(number - 1),
                    pixels(self.y(one)),
                    self.middle(number),
                    pixels(self.y(other)),
                    look + unsure,
                )

    def dots(self, series: Series, look: str) -> Iterator[Dot]:
        for number, value in enumerate(series.values):
            if value is not None and (self.count <= MOST_DOTS or self._alone(series, number)):
                said = self.title(series, number, value)
                yield Dot(self.middle(number), pixels(self.y(value)), look, said)

    def _alone(self, series: Series, number: int) -> bool:
        """Without a neighbour no line would show it."""
        near = (*series.values[max(0, number - 1) : number], *series.values[number + 1 :][:1])
        return all(value is None for value in near)


def draw_upright(figure: Figure, say: Say) -> Drawing:
    plot = Plot(figure, say)
    lines = figure.kind == "lines"
    solid = [one for one in figure.series if not one.before]
    strokes: list[Stroke] = []
    dots: list[Dot] = []
    for series in figure.series:
        if series.before:
            strokes += plot.strokes(series, "before")
            dots += [dot for dot in plot.dots(series, "before") if plot.count == 1]
        elif lines:
            look = f"s{solid.index(series)}"
            strokes += plot.strokes(series, look)
            dots += plot.dots(series, look)
    return Drawing(
        figure.title,
        figure.says,
        TOP + TALL + 28,
        bars=() if lines else tuple(plot.bars()),
        strokes=tuple(strokes),
        dots=tuple(dots),
        grid=plot.grid(),
        words=plot.labels(),
        marks=plot.marks(),
        legend=_legend(figure, lines=lines),
    )


def _legend(figure: Figure, *, lines: bool) -> tuple[Key, ...]:
    if len(figure.series) == 1 and figure.series[0].label == figure.title:
        return ()
    solid = [one for one in figure.series if not one.before]
    return tuple(
        Key(one.label, "before", "line")
        if one.before
        else Key(one.label, f"s{solid.index(one)}", "line" if lines else "bar")
        for one in figure.series
    )
