"""Sections of a week by hours: how much comes, and who is needed against who is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from reporting import words
from reporting.charts.figure import Figure, Point, Series
from reporting.hiring.load import Loaded
from reporting.hiring.picture import Picture
from reporting.report import Cell, Column, Row, Section, Table, Unit

HOURS = range(24)


def arrivals_week(loaded: Loaded, picture: Picture) -> Section:
    model = picture.judged.model
    rates = [round(rate * model.level, 2) for rate in model.profile.rates]
    title = _("A usual week of arrivals")
    fullest = max(range(len(rates)), key=rates.__getitem__)
    says = _("The fullest hour is %(when)s with %(most)s cases.") % {
        "when": when(fullest),
        "most": words.say(rates[fullest], Unit.NUMBER),
    }
    means = _(
        "Cases that come to the line in that hour of a usual week, at the level of today: opened,"
        " reopened, or moved from another line. Outages and marked days are left out."
    )
    return Section(
        "arrivals",
        title,
        says,
        figure=_heat(title, says, Unit.NUMBER, rates),
        table=_table(Unit.NUMBER, lambda slot: rates[slot]),
        note=means,
    )


def people_week(loaded: Loaded, picture: Picture) -> Section:
    need, there = picture.judged.need, picture.judged.there
    title = _("People needed at the desk, by hour")
    short = [slot for slot in range(len(need)) if there[slot] < need[slot]]
    says = _(
        "At most %(most)d at once, on %(when)s; at %(short)d of 168 hours fewer people are there"
        " than are needed."
    ) % {"most": max(need), "when": when(need.index(max(need))), "short": len(short)}
    means = _(
        "In the table: needed / there; ▼ where fewer are there than needed. Needed: by Erlang's"
        " formula, so that the target share is taken up within the target time and nobody is busy"
        " beyond the cap; what comes while nobody works waits for the next open hour, and a target"
        " of several hours lets a rush be spread. There: the people of the line's teams with their"
        " hours, breaks taken off, laid where the work is."
    )

    def pair(slot: int) -> str:
        sign = " ▼" if there[slot] < need[slot] else ""
        return f"{need[slot]} / {there[slot]}{sign}" if need[slot] or there[slot] else ""

    return Section(
        "people",
        title,
        says,
        figure=_heat(title, says, Unit.COUNT, need),
        table=_table(Unit.TEXT, pair),
        note=f"{means} {_shared(loaded)}".strip(),
    )


def when(slot: int) -> str:
    return _("%(day)s at %(hour)s") % {
        "day": WEEKDAYS[slot // 24],
        "hour": f"{slot % 24:02}:00",
    }


def _shared(loaded: Loaded) -> str:
    if not loaded.people.shared:
        return ""
    return _(
        "%(shared)d of the %(people)d people of the line are in teams of other lines too, and count"
        " here as if they were only on this one. Change the number of people above to see less."
    ) % {"shared": loaded.people.shared, "people": loaded.people.number}


def _heat(title: str, says: str, unit: Unit, values: Sequence[float]) -> Figure:
    hours = tuple(Point(f"{hour:02}", f"{hour:02}:00") for hour in HOURS)
    series = tuple(
        Series(str(WEEKDAYS[day])[:3], tuple(map(float, values[24 * day : 24 * day + 24])))
        for day in range(7)
    )
    return Figure("heat", title, says, unit, hours, series)


def _table(unit: Unit, value: Callable[[int], float | str]) -> Table:
    columns = tuple(Column(f"hour:{hour:02}", f"{hour:02}", unit) for hour in HOURS)
    rows = tuple(
        Row(
            str(WEEKDAYS[day]),
            tuple(Cell(value(24 * day + hour)) for hour in HOURS),
            str(day),
        )
        for day in range(7)
    )
    return Table(_("Weekday"), columns, rows)
