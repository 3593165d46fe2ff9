"""Sections of the past: hand-overs, how good the forecast was, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from care.core.times import day_of
from reporting import words
from reporting.charts.figure import Figure, Point, Series
from reporting.forecast.backtest import Backtest, Held
from reporting.forecast.shares import share_trend
from reporting.hiring.load import Loaded
from reporting.hiring.picture import Picture
from reporting.hiring.says import hours, points
from reporting.report import Cell, Column, Row, Section, Table, Tile, Unit
from reporting.sheets.links import Links
from reporting.sheets.page import metric

WEEK = timedelta(weeks=1)


def hand_overs(loaded: Loaded, links: Links) -> Section:
    title, weeks = _("Share of cases that go to a further line"), loaded.shares
    why = _("By the week in which a case was opened; weeks end at the last full hour.")
    if not any(week.opened for week in weeks):
        return Section("share", title, why, empty=_("No case was opened in the last 20 weeks."))
    starts = [loaded.now - WEEK * (len(weeks) - n) for n in range(len(weeks))]
    labels = tuple(Point(day_of(at), _("Week from %(day)s") % {"day": day_of(at)}) for at in starts)
    young = frozenset(n for n, week in enumerate(weeks) if not week.mature)
    opened, handed = metric("cases_opened"), metric("handed_over")
    columns = (opened.column(), handed.column(), metric("second_line_share").column())
    rows = tuple(
        Row(
            point.full,
            (
                Cell(week.opened, links.cases(opened, since=at, until=at + WEEK)),
                Cell(week.handed_over, links.cases(handed, since=at, until=at + WEEK)),
                Cell(week.share, immature=n in young),
            ),
        )
        for n, (point, week, at) in enumerate(zip(labels, weeks, starts, strict=True))
    )
    series = (Series(columns[2].label, tuple(week.share for week in weeks)),)
    says = _share_says(loaded)
    figure = Figure("lines", title, says, Unit.SHARE, labels, series, immature=young)
    return Section("share", title, f"{says} {why}", figure=figure, table=_table(columns, rows))


def _share_says(loaded: Loaded) -> str:
    found = share_trend(loaded.shares)
    if found.now is None:
        return _("No week is old enough yet to tell the share.")
    said = _("Lately %(share)s of the cases went to a further line") % {
        "share": words.say(found.now, Unit.SHARE)
    }
    if not found.slope.known:
        return _("%(said)s; a trend takes four weeks.") % {"said": said}
    return _("%(said)s; that changes by %(points)s points a week (%(low)s to %(high)s).") % {
        "said": said,
        "points": points(found.slope.middle),
        "low": points(found.slope.low),
        "high": points(found.slope.high),
    }


def tested(loaded: Loaded, picture: Picture) -> Section:
    title, found = _("How good this forecast was"), picture.judged.tested
    why = _(
        "Made again as if on each of these days, with what was known then, and held against the"
        " seven days after it and against the simplest honest forecast: the same hour last week."
    )
    if not found.origins:
        empty = _("It takes three weeks of arrivals: two to learn from and one to be held against.")
        return Section("tested", title, why, empty=empty)
    columns = (
        Column("came", _("Came"), Unit.COUNT, _("In the seven days.")),
        Column("expected", _("Expected"), Unit.COUNT, _("As forecast before them.")),
        Column("error", _("Error"), Unit.NUMBER, _("Mean absolute error of an hour.")),
        Column("naive", _("Last week's error"), Unit.NUMBER, _("Of the same hour last week.")),
        _ratio_column(),
    )
    rows = tuple(
        Row(
            day_of(origin.at),
            (
                Cell(origin.came),
                Cell(round(origin.expected)),
                Cell(round(origin.error, 2)),
                Cell(round(origin.naive, 2)),
                Cell(_rounded(origin.ratio)),
            ),
        )
        for origin in found.origins
    )
    return Section("tested", title, why, tuple(_marks(found)), table=_table(columns, rows))


def _ratio_column() -> Column:
    means = _("The forecast's error divided by that of last week's same hour. Below 1 is better.")
    return Column("ratio", _("Error against last week's"), Unit.NUMBER, means, "less")


def _marks(found: Backtest) -> Iterator[Tile]:
    yield Tile(_ratio_column(), Cell(_rounded(found.ratio)))
    mase = _("The same, divided by the error that “the same hour last week” had before each test.")
    yield Tile(Column("mase", _("MASE"), Unit.NUMBER, mase, "less"), Cell(_rounded(found.mase)))
    yield _held("held_hours", _("Hours inside their range"), found.held_hours)
    yield _held("held_days", _("Days inside their range"), found.held_days)


def _held(name: str, label: str, held: Held) -> Tile:
    means = _("Of %(number)d tested; a range promises 80 %%, made from earlier misses only.")
    column = Column(name, label, Unit.SHARE, means % {"number": held.number})
    return Tile(column, Cell(held.share))


def rests_on(loaded: Loaded, picture: Picture) -> Section:
    column = Column("value", _("As it is reckoned here"), Unit.TEXT)
    rows = tuple(Row(label, (Cell(value),)) for label, value in _basis(loaded, picture))
    return Section("basis", _("What this rests on"), table=_table((column,), rows))


def _basis(loaded: Loaded, picture: Picture) -> Iterator[tuple[str, str]]:
    question, model = picture.question, picture.judged.model
    past, terms = question.past, question.terms
    first = past.hours.at(past.start)
    yield (
        _("Past"),
        _("%(days)d days, from %(first)s to %(last)s")
        % {"days": past.days, "first": day_of(first), "last": day_of(loaded.now)},
    )
    yield _("Handling of a case"), handling(loaded, picture)
    yield _("Left out as outages"), _("%(hours)d hours") % {"hours": len(model.silent)}
    yield _("Left out as marked"), ", ".join(mark.label for mark in loaded.marks) or _("nothing")
    yield (
        _("Holidays"),
        _("%(days)d days, with a share of %(share)s of a usual day")
        % {
            "days": sum(day < past.hours.days[-1] for day in past.special),
            "share": words.say(round(model.special_share, 2), Unit.SHARE),
        },
    )
    yield (
        _("Target"),
        _("%(share)s taken up within %(target)s of business time")
        % {
            "share": words.say(question.target.share, Unit.SHARE),
            "target": words.span(question.target.seconds),
        },
    )
    yield (
        _("Business time"),
        _("%(hours)s hours a week") % {"hours": hours(sum(question.usual_week))},
    )
    yield (
        _("People"),
        _("%(agents)d, with %(hours)s hours a week each")
        % {
            "agents": question.team.agents,
            "hours": hours(question.team.hours),
        },
    )
    yield (
        _("Not at the desk"),
        _("%(share)s of paid hours: breaks, meetings, leave, illness")
        % {"share": words.say(terms.shrinkage, Unit.SHARE)},
    )
    yield (
        _("Busy at most"),
        _("%(share)s of the time at the desk") % {"share": words.say(terms.occupancy, Unit.SHARE)},
    )
    yield _("Cases at once"), str(terms.concurrency)


def handling(loaded: Loaded, picture: Picture) -> str:
    work, seen = picture.question.work, loaded.seen
    mean = words.span(work.mean)
    if "work" in loaded.turned:
        return _("%(mean)s, as supposed above") % {"mean": mean}
    if seen.mean is None:
        return _(
            "%(mean)s, supposed: no case of the last eight weeks says anything about it yet"
        ) % {"mean": mean}
    said = {"mean": mean, "p90": words.span(seen.p90 or 0), "cases": seen.cases}
    if seen.touched:
        return _("%(mean)s of touch time, nine in ten under %(p90)s, over %(cases)d cases") % said
    held = _(
        "%(mean)s of held time (assigned and open, in business time), nine in ten under %(p90)s,"
        " over %(cases)d cases. Touch time is hardly measured yet, and held time is longer than"
        " work: put your own minutes above if you know them"
    )
    return held % said


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 2)


def _table(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    corner = _("What") if len(columns) == 1 else _("From")
    return Table(corner, columns, rows)
