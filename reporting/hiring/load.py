"""Gathers what one line's question is made of: facts, people, targets, hours of business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporting.ask.names import Named
from reporting.forecast.arrivals import Past
from reporting.forecast.hours import HOUR, WEEK, floor_hour, full_flow, hours_between
from reporting.forecast.shares import Week
from reporting.forecast.staffing import OCCUPANCY, SHRINKAGE, Target, Team, Terms, Work
from reporting.hiring.history import (
    WEEKS,
    Scope,
    WorkSeen,
    arrivals,
    hand_overs,
    waiting_now,
    work_seen,
)
from reporting.hiring.house import (
    People,
    calendar_of,
    closed_days,
    marked_hours,
    open_parts,
    people_of,
    target_of,
    usual_week,
)
from reporting.hiring.knobs import Knobs
from reporting.hiring.picture import Question
from reporting.models import TimeMark
from routing.policy import house

USUAL_HOURS = 40.0
USUAL_SHARE = 0.9
USUAL_DAYS = 28
# Of handling, where no case that ended says anything about it.
USUAL_WORK = 300.0


@dataclass(frozen=True, slots=True)
class Usual:
    """What each knob stands at while nobody turns it, in the form's units."""

    agents: int
    target: float  # minutes
    work: float  # minutes
    each: float = USUAL_HOURS  # hours a week
    share: float = USUAL_SHARE * 100
    shrinkage: float = SHRINKAGE * 100
    occupancy: float = OCCUPANCY * 100
    concurrency: int = 1
    days: int = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class Loaded:
    line: Named
    question: Question
    usual: Usual
    people: People
    seen: WorkSeen
    shares: tuple[Week, ...]
    marks: tuple[TimeMark, ...]
    now: datetime
    """The last full hour: everything before it is counted."""
    turned: frozenset[str]
    """Names of the knobs that somebody turned."""


def load(scope: Scope, line: Named, knobs: Knobs) -> Loaded:
    now = floor_hour(scope.now, scope.zone)
    decided = house()
    people, seen = people_of(line.id), work_seen(scope, end=now)
    usual = Usual(
        agents=people.number,
        target=target_of(line.id, decided) / 60,
        work=(seen.mean or USUAL_WORK) / 60,
    )
    past_hours = WEEKS * WEEK
    days = int(knobs.number("days", usual.days))
    hours = hours_between(now - past_hours * HOUR, past_hours + days * 24, scope.zone)
    calendar = calendar_of(scope.brands, decided)
    opened = open_parts(calendar, hours)
    week = usual_week(calendar, hours_between(now, USUAL_DAYS * 24, scope.zone))
    counts = arrivals(scope, hours, past_hours)
    marked, marks = marked_hours(hours, past_hours)
    growth = knobs.given("growth")
    question = Question(
        past=Past(counts, hours, full_flow(counts), marked, closed_days(opened, hours)),
        hours=hours,
        opened=opened,
        usual_week=tuple(week),
        team=Team(int(knobs.number("agents", usual.agents)), knobs.number("each", usual.each)),
        work=_work(knobs, seen, usual),
        target=Target(knobs.number("share", usual.share) / 100, _seconds(knobs, "target", usual)),
        terms=Terms(
            occupancy=knobs.number("occupancy", usual.occupancy) / 100,
            shrinkage=knobs.number("shrinkage", usual.shrinkage) / 100,
            concurrency=int(knobs.number("concurrency", usual.concurrency)),
        ),
        waiting=waiting_now(scope),
        growth=None if growth is None else growth / 100,
    )
    shares = hand_overs(scope, end=now)
    turned = frozenset(knobs.values)
    return Loaded(line, question, usual, people, seen, shares, marks, now, turned)


def _work(knobs: Knobs, seen: WorkSeen, usual: Usual) -> Work:
    """Another mean keeps the spread that was seen."""
    seconds = _seconds(knobs, "work", usual)
    if seen.mean and seen.p90:
        return Work(seconds, seen.p90 * seconds / seen.mean)
    return Work(seconds)


def _seconds(knobs: Knobs, name: str, usual: Usual) -> float:
    return knobs.number(name, getattr(usual, name)) * 60
