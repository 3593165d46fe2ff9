"""What the figures come to, in sentences that a leader can take to a board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from care.core.times import day_of
from reporting import words
from reporting.forecast.arrivals import LEAST_DAYS
from reporting.forecast.capacity import HORIZON, Runway
from reporting.hiring.history import WEEKS
from reporting.hiring.load import Loaded
from reporting.hiring.picture import Picture, agents_at
from reporting.report import Unit

YEARS = HORIZON // 52
HALF_A_YEAR = 26


def lacking(loaded: Loaded) -> str:
    """What is missing for a forecast, and when it will be there."""
    days = loaded.question.past.days
    if not any(loaded.question.past.counts):
        return _("Nothing came to %(line)s in the last %(weeks)d weeks.") % {
            "line": loaded.line.name,
            "weeks": WEEKS,
        }
    ready = day_of(loaded.now + timedelta(days=LEAST_DAYS - days))
    return _(
        "%(line)s has %(days)d full days of arrivals; a usual week can be told from %(least)d."
        " Come back on %(ready)s."
    ) % {"line": loaded.line.name, "days": days, "least": LEAST_DAYS, "ready": ready}


def answer(loaded: Loaded, picture: Picture) -> list[str]:
    """First whether and when, then why."""
    return [*_verdict(loaded, picture), *_trend(loaded, picture)]


def _verdict(loaded: Loaded, picture: Picture) -> Iterator[str]:
    judged = picture.judged
    if not judged.model.week:
        yield _("Nothing comes to %(line)s: nobody is needed.") % {"line": loaded.line.name}
    elif judged.runway.short:
        yield from _short(loaded, picture)
    else:
        yield from _enough(loaded, picture)


def _short(loaded: Loaded, picture: Picture) -> Iterator[str]:
    judged, said = picture.judged, _said(loaded, picture)
    if judged.agents_now is None:
        yield _nobody_can() % said
        return
    tired = picture.needed_hours > picture.desk_hours
    yield (_too_much() if tired else _too_wide()) % said
    if judged.runway.weeks is not None:
        found = _(
            "%(trend)s today's people are enough again from the week of %(day)s, in %(weeks)d weeks"
            " (%(range)s)."
        )
        yield found % {**said, "range": _range(judged.runway)}


def _nobody_can() -> str:
    return _(
        "No number of people keeps the target of %(line)s: its calendar is never open. Change the"
        " working hours of the organisation or the brand."
    )


def _too_much() -> str:
    return _(
        "%(line)s is short of people now: its work takes %(need)s hours a week at the desk, and its"
        " people (%(agents)d) have %(have)s. To take up %(share)s within %(target)s it needs"
        " %(now)d."
    )


def _too_wide() -> str:
    return _(
        "%(line)s has hours enough for its work (%(need)s of %(have)s a week), but its people"
        " (%(agents)d) cannot be there at all times at which the target counts. To take up"
        " %(share)s within %(target)s it needs %(now)d, or working hours or a target that ask for"
        " less."
    )


def _enough(loaded: Loaded, picture: Picture) -> Iterator[str]:
    runway, said = picture.judged.runway, _said(loaded, picture)
    if runway.weeks is not None:
        found = _(
            "%(trend)s %(line)s needs person no. %(next)d from the week of %(day)s, in %(weeks)d"
            " weeks (%(range)s)."
        )
        yield found % {**said, "range": _range(runway)}
        then = agents_at(picture, weeks=runway.weeks + HALF_A_YEAR)
        if then is not None and then > loaded.question.team.agents + 1:
            yield _("Half a year after that it needs %(then)d.") % {"then": then}
        return
    never = _(
        "%(trend)s %(line)s does not run out of people within %(years)d years: those it has"
        " (%(agents)d) could take %(room)s times today's arrivals."
    )
    yield never % said
    if runway.soonest is not None:
        doubt = _(
            "The trend is uncertain: in its steepest form that still fits the past they would be"
            " enough for %(weeks)d weeks."
        )
        yield doubt % {"weeks": runway.soonest}


def _trend(loaded: Loaded, picture: Picture) -> Iterator[str]:
    question, model = picture.question, picture.judged.model
    if question.growth is not None or not model.week:
        return
    trend = model.trend
    if not trend.known:
        yield _(
            "There is no trend yet: it takes four weeks, and there are %(weeks)d. The answer holds"
            " for arrivals as they are."
        ) % {"weeks": trend.weeks}
        return
    said = {
        "week": words.say(round(model.week), Unit.COUNT),
        "change": signed(trend.middle / model.level),
        "low": signed(trend.low / model.level),
        "high": signed(trend.high / model.level),
        "weeks": trend.weeks,
    }
    yield (
        _(
            "About %(week)s cases a week come to it; over the last %(weeks)d weeks that changed by"
            " %(change)s a week (between %(low)s and %(high)s)."
        )
        % said
    )
    if not trend.clear:
        yield _("That is within what chance does: take no trend for granted.")


def _said(loaded: Loaded, picture: Picture) -> dict[str, object]:
    question, runway = picture.question, picture.judged.runway
    ahead = timedelta(weeks=runway.weeks or 0)
    return {
        "line": loaded.line.name,
        "agents": question.team.agents,
        "next": question.team.agents + 1,
        "now": picture.judged.agents_now,
        "need": hours(picture.needed_hours),
        "have": hours(picture.desk_hours),
        "share": words.say(question.target.share, Unit.SHARE),
        "target": words.span(question.target.seconds),
        "room": words.say(round(runway.headroom, 1 if runway.headroom > 2 else 2), Unit.NUMBER),
        "weeks": runway.weeks,
        "day": day_of(loaded.now + ahead),
        "years": YEARS,
        "trend": _supposing(question.growth),
    }


def _supposing(growth: float | None) -> str:
    if growth is None:
        return _("At the present trend")
    return _("If arrivals change by %(growth)s a month,") % {"growth": signed(growth)}


def _range(runway: Runway) -> str:
    soonest, latest = runway.soonest, runway.latest
    if soonest == latest:
        return _("as supposed, without a range")
    if soonest is not None and latest is not None:
        return _("between %(soonest)d and %(latest)d") % {"soonest": soonest, "latest": latest}
    return _("at the earliest in %(soonest)d, perhaps never") % {"soonest": soonest or 0}


def signed(share: float) -> str:
    said = words.say(round(abs(share), 4), Unit.SHARE)
    return f"+{said}" if share > 0.00005 else f"−{said}" if share < -0.00005 else said


def points(share: float) -> str:
    """Of shares, as changes of them are said."""
    moved = round(share * 100, 1)
    said = words.say(abs(moved), Unit.NUMBER)
    return f"+{said}" if moved > 0 else f"−{said}" if moved < 0 else said


def hours(number: float) -> str:
    return words.say(round(number, 1), Unit.NUMBER)
