"""Sections of what is to come: arrivals by day and by hour, and who will wait."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from care.core.times import day_of
from reporting import words
from reporting.charts.figure import Figure, Point, Series
from reporting.forecast.hours import WEEK
from reporting.forecast.spread import Range
from reporting.hiring.load import Loaded
from reporting.hiring.picture import Picture
from reporting.report import Cell, Column, Row, Section, Table, Unit

NEAR = WEEK  # hours that are shown one by one


@dataclass(frozen=True, slots=True)
class Course:
    """What is expected of points in time, each with its range; none: the past could not test it."""

    corner: str
    points: tuple[Point, ...]
    expected: tuple[float, ...]
    ranges: tuple[Range | None, ...]


def days_ahead(loaded: Loaded, picture: Picture) -> Section:
    expected = tuple(sum(picture.rates[24 * n : 24 * n + 24]) for n in range(len(picture.days)))
    points = tuple(_day(loaded, n) for n in range(len(expected)))
    says = _("%(total)s cases are expected within %(days)d days.") % {
        "total": words.say(round(sum(expected)), Unit.COUNT),
        "days": len(expected),
    }
    course = Course(_("24 hours from"), points, expected, picture.days)
    return _section("ahead", _("Arrivals of the days to come"), says, course, picture)


def hours_ahead(loaded: Loaded, picture: Picture) -> Section:
    after, misses = len(picture.question.past.counts), picture.judged.tested.hours
    expected = picture.rates[:NEAR]
    points = tuple(_hour(loaded, after + n) for n in range(NEAR))
    fullest = max(range(NEAR), key=expected.__getitem__)
    says = _("The fullest hour is %(when)s with %(most)s cases expected.") % {
        "when": points[fullest].full,
        "most": words.say(round(expected[fullest], 1), Unit.NUMBER),
    }
    ranges = tuple(misses.around(rate, week=1) for rate in expected)
    course = Course(_("Hour"), points, expected, ranges)
    return _section("soon", _("Arrivals of the next seven days, by hour"), says, course, picture)


def queue_ahead(loaded: Loaded, picture: Picture) -> Section:
    outcome, target = picture.outcome, picture.question.target
    spans = range(0, len(outcome.waiting) - 23, 24)
    ends = [outcome.waiting[n + 23] for n in spans]
    tops = [max(outcome.waiting[n : n + 24]) for n in spans]
    points = tuple(_day(loaded, n) for n in range(len(ends)))
    title = _("Who will wait, with these people")
    says = _(
        "%(kept)s are taken up within %(target)s of business time; %(left)s wait at the end."
    ) % {
        "kept": words.say(outcome.share, Unit.SHARE),
        "target": words.span(target.seconds),
        "left": words.say(round(outcome.left), Unit.COUNT),
    }
    columns = (
        Column("most", _("Most at once"), Unit.COUNT, _("The most that wait in these 24 hours.")),
        Column("end", _("At the end"), Unit.COUNT, _("Still waiting when they are over.")),
    )
    rows = tuple(
        Row(point.full, (Cell(round(top)), Cell(round(end))))
        for point, top, end in zip(points, tops, ends, strict=True)
    )
    series = (
        Series(columns[0].label, tuple(map(float, tops))),
        Series(columns[1].label, tuple(map(float, ends))),
    )
    return Section(
        "queue",
        title,
        says,
        figure=Figure("lines", title, says, Unit.COUNT, points, series),
        table=Table(_("24 hours from"), columns, rows),
        note=_how(picture),
    )


def _how(picture: Picture) -> str:
    waiting = picture.question.waiting
    if not picture.outcome.drawn:
        return _(
            "Reckoned as a flow, because chance evens out over so many; %(waiting)d wait at the"
            " start."
        ) % {"waiting": waiting}
    return _(
        "Played through case by case, with chance from a fixed seed: arrivals as expected,"
        " first come first served, %(waiting)d waiting at the start."
    ) % {"waiting": waiting}


def _section(name: str, title: str, says: str, course: Course, picture: Picture) -> Section:
    columns = (
        Column("expected", _("Expected"), Unit.COUNT, _("A usual week, today's level and trend.")),
        Column("low", _("At least"), Unit.COUNT, _range_means()),
        Column("high", _("At most"), Unit.COUNT, _range_means()),
    )
    lows = tuple(one.low if one else None for one in course.ranges)
    highs = tuple(one.high if one else None for one in course.ranges)
    lines = tuple(zip(course.expected, lows, highs, strict=True))
    rows = tuple(
        Row(point.full, tuple(Cell(None if one is None else round(one, 1)) for one in line))
        for point, line in zip(course.points, lines, strict=True)
    )
    drawn = [Series(columns[0].label, course.expected)]
    if any(course.ranges):
        drawn += [
            Series(columns[1].label, lows, before=True),
            Series(columns[2].label, highs, before=True),
        ]
    figure = Figure("lines", title, says, Unit.COUNT, course.points, tuple(drawn))
    table = Table(course.corner, columns, rows)
    return Section(name, title, says, figure=figure, table=table, note=_untested(picture))


def _range_means() -> str:
    return _(
        "Eight in ten should lie between “at least” and “at most”. The range is as wide as the"
        " forecast's own misses of the past."
    )


def _untested(picture: Picture) -> str:
    weeks = picture.judged.tested.days.weeks
    if not weeks:
        return _("Without a range yet: the past is too short to test the forecast against.")
    return _(
        "The past could test forecasts of up to %(weeks)d weeks; beyond that the range is widened"
        " by rule, not by evidence."
    ) % {"weeks": weeks}


def _day(loaded: Loaded, number: int) -> Point:
    after = len(loaded.question.past.counts)
    at = loaded.question.hours.at(after + 24 * number)
    day = loaded.question.hours.days[after + 24 * number]
    return Point(f"{WEEKDAYS_ABBR[day.weekday()]} {day.day}", day_of(at))


def _hour(loaded: Loaded, index: int) -> Point:
    hours = loaded.question.hours
    clock = f"{hours.slots[index] % 24:02}:00"
    day = hours.days[index]
    return Point(f"{WEEKDAYS_ABBR[day.weekday()]} {clock}", f"{day_of(hours.at(index))}, {clock}")
