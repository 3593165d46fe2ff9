"""One line's hiring report, in the form that every report has."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reporting import words
from reporting.forecast.arrivals import LEAST_DAYS
from reporting.hiring import says
from reporting.hiring.ahead import days_ahead, hours_ahead, queue_ahead
from reporting.hiring.load import Loaded
from reporting.hiring.past import hand_overs, handling, rests_on, tested
from reporting.hiring.picture import Picture
from reporting.hiring.week import arrivals_week, people_week
from reporting.report import Cell, Column, Section, Tile, Unit
from reporting.sheets.links import Links


def enough(loaded: Loaded) -> bool:
    return loaded.question.past.days >= LEAST_DAYS


def sections_of(loaded: Loaded, picture: Picture, links: Links) -> tuple[Section, ...]:
    return (
        Section("figures", _("In short"), tiles=tuple(_tiles(loaded, picture))),
        people_week(loaded, picture),
        queue_ahead(loaded, picture),
        days_ahead(loaded, picture),
        hours_ahead(loaded, picture),
        arrivals_week(loaded, picture),
        hand_overs(loaded, links),
        tested(loaded, picture),
        rests_on(loaded, picture),
    )


def without_forecast(loaded: Loaded, links: Links) -> tuple[Section, ...]:
    title = _("When people are needed")
    return (Section("lacking", title, empty=says.lacking(loaded)), hand_overs(loaded, links))


def _tiles(loaded: Loaded, picture: Picture) -> Iterator[Tile]:
    judged, question = picture.judged, picture.question
    yield _tile(
        "week",
        _("Arrivals a week"),
        Unit.COUNT,
        round(judged.model.week),
        _("Cases that come to the line in a usual week, at the level of today."),
    )
    yield _tile(
        "handling",
        _("Handling of a case"),
        Unit.SECONDS,
        question.work.mean,
        handling(loaded, picture),
    )
    yield _tile(
        "work",
        _("Work a week, in hours"),
        Unit.NUMBER,
        round(picture.needed_hours, 1),
        _("Arrivals times handling, with the breathing space that the cap on being busy leaves."),
    )
    yield _tile(
        "desk",
        _("Hours at the desk"),
        Unit.NUMBER,
        round(picture.desk_hours, 1),
        _("People times their hours a week, less breaks, meetings, leave and illness."),
    )
    yield _tile(
        "agents",
        _("People needed today"),
        Unit.COUNT,
        judged.agents_now,
        _("The fewest that keep the target and do all the work; %(there)d are there.")
        % {"there": question.team.agents},
    )
    yield _tile(
        "kept",
        _("Taken up in time"),
        Unit.SHARE,
        picture.outcome.share,
        _("Of what comes in the days to come, with these people; waiting is business time."),
    )
    yield _tile(
        "room",
        _("Room for growth"),
        Unit.TEXT,
        _room(judged.runway.headroom),
        _("How much more could come before the hours or the target give way."),
    )


def _room(headroom: float) -> str:
    if headroom < 1:
        return _("none")
    return f"+{words.say(round(headroom - 1, 2), Unit.SHARE)}"


def _tile(
    name: str,
    label: str,
    unit: Unit,
    value: float | str | None,
    means: str,
) -> Tile:
    return Tile(Column(name, label, unit, means), Cell(value))
