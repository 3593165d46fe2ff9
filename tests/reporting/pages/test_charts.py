"""What charts draw, without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporting.charts.axis import ticks
from reporting.charts.draw import draw
from reporting.charts.figure import Figure, Mark, Point, Series
from reporting.charts.spark import spark_points
from reporting.report import Unit
from reporting.words import change, mood, say, span


def figure(kind: str, *series: Series, immature: frozenset[int] = frozenset()) -> Figure:
    points = tuple(Point(str(number)) for number in range(len(series[0].values)))
    marks = (Mark(1, "The mast was down"),)
    return Figure(kind, "Cases", "Three", Unit.COUNT, points, series, immature, marks)


@pytest.mark.parametrize(
    ("most", "unit", "expected"),
    [
        (7, "count", (0, 2, 4, 6, 8)),
        (1, "count", (0, 1)),
        (10, "count", (0, 5, 10)),
        (3600, "seconds", (0, 900, 1800, 2700, 3600)),
        (0, "count", (0, 1)),
        (0.26, "share", (0, 0.1, 0.2, 0.3)),
    ],
)
def test_a_scale_has_steps_that_people_read(
    most: float, unit: str, expected: tuple[float, ...]
) -> None:
    assert ticks(most, unit) == pytest.approx(expected)


def test_bars_are_as_high_as_their_values_and_stand_side_by_side() -> None:
    drawing = draw(figure("bars", Series("In", (4, 2)), Series("Out", (None, 1))), str)
    heights = {bar.title: float(bar.height) for bar in drawing.bars}
    assert heights == {"0 · In: 4": 200, "1 · In: 2": 100, "1 · Out: 1": 50}
    assert {bar.look for bar in drawing.bars} == {"s0", "s1"}
    assert [key.look for key in drawing.legend] == ["s0", "s1"]


def test_one_figure_alone_is_named_unless_the_title_does() -> None:
    assert not draw(figure("bars", Series("Cases", (4, 2))), str).legend
    assert [key.label for key in draw(figure("bars", Series("Waits", (4, 2))), str).legend] == [
        "Waits"
    ]


def test_bars_that_lie_say_which_figure_they_are() -> None:
    drawing = draw(figure("rows", Series("Handled", (4, 2))), str)
    assert [(key.label, key.look, key.kind) for key in drawing.legend] == [("Handled", "s0", "bar")]


def test_stacked_bars_rest_on_each_other() -> None:
    low, high = draw(figure("stack", Series("In", (3,)), Series("Out", (1,))), str).bars
    assert float(high.y) + float(high.height) == pytest.approx(float(low.y))


def test_a_day_that_can_still_change_is_hatched() -> None:
    drawing = draw(figure("bars", Series("In", (4, 2)), immature=frozenset({1})), str)
    assert [bar.look for bar in drawing.bars] == ["s0", "s0 immature"]


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    drawing = draw(figure("lines", Series("In", (1, 2, None, 2))), str)
    assert len(drawing.strokes) == 1
    assert len(drawing.dots) == 3
    assert drawing.marks[0].look == "The mast was down"


def test_what_was_before_is_a_thin_line_behind() -> None:
    drawing = draw(figure("bars", Series("In", (1, 2)), Series("Before", (2, 2), before=True)), str)
    assert {stroke.look for stroke in drawing.strokes} == {"before"}
    assert len(drawing.bars) == 2


def test_a_square_of_the_week_is_as_large_as_its_count() -> None:
    drawing = draw(figure("heat", Series("Mon", (4, 1, 0))), str)
    large, small = drawing.bars
    assert float(small.height) == pytest.approx(float(large.height) / 2)
    assert (large.look, small.look) == ("h4", "h1")


def test_marks_of_one_point_do_not_lie_over_each_other() -> None:
    marks = (Mark(0, "Mast 12"), Mark(1, "New hours"), Mark(1, "Price list"))
    drawing = draw(replace(figure("bars", Series("In", (1, 2))), marks=marks), str)
    assert [(one.text, one.look) for one in drawing.marks] == [
        ("1", "Mast 12"),
        ("2, 3", "New hours; Price list"),
    ]


def test_sparks_are_cut_where_nothing_is_known() -> None:
    assert spark_points([1, 2, None, 3, 4]) == ("0.0,22.0 25.0,15.3", "75.0,8.7 100.0,2.0")
    assert spark_points([None, 1, None]) == ()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (42, "42 s"),
        (125, "2 min 5 s"),
        (1530, "26 min"),
        (3900, "1 h 5 min"),
        (93600, "1 d 2 h"),
    ],
)
def test_spans_are_said_in_two_units(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_figures_are_said_by_their_unit() -> None:
    assert [say(0.256, Unit.SHARE), say(12345, Unit.COUNT), say(1.5, Unit.NUMBER)] == [
        "25.6 %",
        "12,345",
        "1.5",
    ]
    assert say(None, Unit.COUNT) == "–"


def test_a_change_says_whether_it_is_good() -> None:
    assert change(90, 100, Unit.COUNT) == "−10 %"
    assert change(0.5, 0.25, Unit.SHARE) == "+25 points"
    assert change(5, 0, Unit.COUNT) == "from none"
    assert change(70, 2, Unit.COUNT) == "× 35"
    assert (mood(90, 100, "less"), mood(90, 100, "more"), mood(90, 100, "")) == ("good", "bad", "")
