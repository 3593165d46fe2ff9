"""Sections with a shape of their own: a week by hours, and how long waits were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from reporting import words
from reporting.ask.spread import EDGES, spread
from reporting.ask.week import by_hour_and_weekday
from reporting.charts.figure import Figure, Point, Series
from reporting.report import Cell, Column, Row, Section, Table, Unit
from reporting.sheets.asker import Want
from reporting.sheets.page import Page, metric
from reporting.sheets.parts import nothing_yet

HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Heat:
    name: str
    title: Any
    metric: str
    why: Any = ""

    def wants(self) -> Iterator[Want]:
        return iter(())

    def make(self, page: Page) -> Section:
        figure = metric(self.metric)
        found = by_hour_and_weekday(page.frame, figure)
        if not found:
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        days = [str(WEEKDAYS[day]) for day in range(7)]
        hours = tuple(Point(f"{hour:02}", f"{hour:02}:00") for hour in HOURS)
        columns = tuple(
            Column(
                f"hour:{point.label}",
                point.label,
                Unit.COUNT,
                str(figure.definition),
                of=str(figure.label),
            )
            for point in hours
        )
        counts = {day: tuple(found.get((day, hour), 0) for hour in HOURS) for day in range(7)}
        rows = tuple(
            Row(days[day], tuple(Cell(count) for count in counts[day]), str(day))
            for day in range(7)
        )
        drawn = Figure(
            "heat",
            str(self.title),
            _says_week(found, days),
            figure.unit,
            hours,
            tuple(Series(days[day][:3], tuple(map(float, counts[day]))) for day in range(7)),
        )
        table = Table(_("Weekday"), columns, rows)
        return Section(self.name, str(self.title), str(self.why), figure=drawn, table=table)


def _says_week(found: dict[tuple[int, int], int], days: list[str]) -> str:
    (day, hour), most = max(found.items(), key=lambda one: one[1])
    totals = [sum(count for (d, _h), count in found.items() if d == day) for day in range(7)]
    busiest = max(range(7), key=totals.__getitem__)
    return _(
        "The fullest hour is %(day)s at %(hour)s with %(most)s; the fullest day is %(busiest)s"
        " with %(total)s."
    ) % {
        "day": days[day],
        "hour": f"{hour:02}:00",
        "most": words.say(most, Unit.COUNT),
        "busiest": days[busiest],
        "total": words.say(totals[busiest], Unit.COUNT),
    }


@dataclass(frozen=True, slots=True)
class Spread:
    """How many were waited for how long."""

    name: str
    title: Any
    metric: str
    rows: Any
    """What is counted: “Cases”."""
    why: Any = ""

    def wants(self) -> Iterator[Want]:
        return iter(())

    def make(self, page: Page) -> Section:
        figure = metric(self.metric)
        counts = spread(page.frame, figure)
        whole = sum(counts)
        if not whole:
            return Section(self.name, str(self.title), str(self.why), empty=nothing_yet())
        labels = _ranges()
        column = page.column(figure)
        columns = (
            Column("count", str(self.rows), Unit.COUNT, column.definition),
            Column("share", _("Share"), Unit.SHARE, _("Of all that are counted here.")),
            Column("up_to", _("Within"), Unit.SHARE, _("Those that took this long or less.")),
        )
        rows, so_far = [], 0
        for count, label in zip(counts, labels, strict=True):
            so_far += count
            rows.append(Row(label, (Cell(count), Cell(count / whole), Cell(so_far / whole))))
        drawn = Figure(
            "bars",
            str(self.title),
            "; ".join(f"{label}: {count}" for label, count in zip(labels, counts, strict=True)),
            Unit.COUNT,
            tuple(map(Point, _short_ranges(), labels)),
            (Series(str(self.rows), tuple(map(float, counts))),),
        )
        table = Table(_("Waited"), columns, tuple(rows))
        return Section(self.name, str(self.title), str(self.why), figure=drawn, table=table)


def _short_ranges() -> tuple[str, ...]:
    """For an axis."""
    edges = [words.span(edge) for edge in EDGES]
    return (*(f"< {edge}" for edge in edges), f"≥ {edges[-1]}")


def _ranges() -> tuple[str, ...]:
    edges = [words.span(edge) for edge in EDGES]
    longest = _("%(span)s or more") % {"span": edges[-1]}
    return (*(_("under %(span)s") % {"span": edge} for edge in edges), longest)
