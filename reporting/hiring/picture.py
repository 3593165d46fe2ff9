"""One line's answer to “do we have to hire?”, from its past, its people and its targets. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reporting.forecast.arrivals import Model, Past, fit
from reporting.forecast.backlog import simulate
from reporting.forecast.backtest import Backtest, backtest
from reporting.forecast.capacity import Runway, headroom, runway
from reporting.forecast.hours import WEEK, Hours
from reporting.forecast.plan import Outcome, Plan
from reporting.forecast.spread import Range
from reporting.forecast.staffing import (
    Target,
    Team,
    Terms,
    Work,
    by_slot,
    laid_out,
    week_of_people,
    work_hours,
)
from reporting.forecast.trend import Slope

WEEKS_A_MONTH = 365.25 / 12 / 7
# Two weeks show whether a queue drains; of busy lines one does, and more would only cost time.
TRIED_WEEKS = 2
BUSY_WEEK = 2500
MOST_AGENTS = 4000


@dataclass(frozen=True, slots=True)
class Question:
    """`hours`: of the past and of the days to come; `opened` likewise."""

    past: Past
    hours: Hours
    opened: tuple[float, ...]
    usual_week: tuple[float, ...]
    """Business time by hour of the week."""
    team: Team
    work: Work
    target: Target
    terms: Terms
    waiting: int
    growth: float | None = None
    """What if: a month, in place of the trend; 0.02 is two per cent."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What does not change with who waits at this moment."""

    model: Model
    tested: Backtest
    need: tuple[int, ...]
    """People at the desk, by hour of the week."""
    there: tuple[int, ...]
    runway: Runway
    agents_now: int | None
    """The fewest that hold today's arrivals; none: nobody could."""


@dataclass(frozen=True, slots=True)
class Picture:
    question: Question
    judged: Judged
    rates: tuple[float, ...]
    """Expected by hour, of the days to come."""
    days: tuple[Range | None, ...]
    """Of each 24 hours to come; none: the past could not test it."""
    outcome: Outcome

    @property
    def needed_hours(self) -> float:
        """Of work at the desk a week, at the level of today."""
        return work_hours(self.judged.model.week, self.question.work, self.question.terms)

    @property
    def desk_hours(self) -> float:
        return self.question.team.at_desk(self.question.terms)


def picture_of(question: Question) -> Picture:
    after = len(question.past.counts)
    judged = _judged(replace(question, waiting=0))
    rates = tuple(_rates(question, judged.model, after))
    return Picture(
        question,
        judged,
        rates,
        tuple(_days(rates, judged.tested)),
        simulate(_to_come(question, rates, judged.there, after)),
    )


@lru_cache(maxsize=8)
def _judged(question: Question) -> Judged:
    """Kept while the hour lasts: whoever turns a knob back and forth waits once."""
    model, tested = fit(question.past), backtest(question.past)
    week = [rate * model.level for rate in model.profile.rates]
    opened = [part > 0 for part in question.usual_week]
    need = week_of_people(week, opened, question.work, question.target, question.terms)
    room = headroom(_holding(question, week, need))
    return Judged(
        model,
        tested,
        tuple(need),
        tuple(laid_out(question.team, question.terms, [float(n) for n in need], opened)),
        runway(room, level=model.level, trend=_trend(question, model)),
        _agents(question, week, need),
    )


def agents_at(picture: Picture, *, weeks: int) -> int | None:
    """How many today's trend asks for in some weeks."""
    return _agents_at(replace(picture.question, waiting=0), weeks)


@lru_cache(maxsize=32)
def _agents_at(question: Question, weeks: int) -> int | None:
    judged = _judged(question)
    model = judged.model
    level = max(0.0, model.level + _trend(question, model).middle * weeks)
    week = [rate * level for rate in model.profile.rates]
    return _agents(question, week, judged.need)


def _rates(question: Question, model: Model, after: int) -> list[float]:
    if question.growth is None:
        return model.rates(question.hours, after=after)
    level = replace(model, pace=0.0).rates(question.hours, after=after)
    a_week = question.growth / WEEKS_A_MONTH
    return [rate * max(0.0, 1 + a_week * n / WEEK) for n, rate in enumerate(level)]


def _trend(question: Question, model: Model) -> Slope:
    if question.growth is None:
        return model.trend
    # As somebody supposed: without doubt.
    a_week = question.growth / WEEKS_A_MONTH * model.level
    return Slope(a_week, a_week, a_week, WEEK)


def _days(rates: Sequence[float], tested: Backtest) -> list[Range | None]:
    return [
        tested.days.around(sum(rates[n : n + 24]), week=n // WEEK + 1)
        for n in range(0, len(rates) - 23, 24)
    ]


def _to_come(question: Question, rates: Sequence[float], there: Sequence[int], after: int) -> Plan:
    """On days without business time nobody is there, whatever a usual week says."""
    opened = question.opened[after:]
    slots = question.hours.slots[after:]
    people = [int(n) for n in by_slot([float(n) for n in there], slots)]
    return Plan(
        rates=tuple(rates),
        people=tuple(n if part > 0 else 0 for n, part in zip(people, opened, strict=True)),
        opened=opened,
        work=question.work,
        target=question.target,
        terms=question.terms,
        backlog=question.waiting,
    )


def _tried(question: Question, week: Sequence[float], there: Sequence[int]) -> Plan:
    """Usual weeks one after another, without a backlog."""
    weeks = 1 if sum(week) > BUSY_WEEK else TRIED_WEEKS
    return Plan(
        rates=tuple(week) * weeks,
        people=tuple(there) * weeks,
        opened=question.usual_week * weeks,
        work=question.work,
        target=question.target,
        terms=question.terms,
    )


def _holding(
    question: Question, week: Sequence[float], need: Sequence[int], team: Team | None = None
) -> Callable[[float], bool]:
    """Whether a team holds a multiple of a week: it has the hours, and keeps the target."""
    team = team or question.team
    opened = [part > 0 for part in question.usual_week]
    there = laid_out(team, question.terms, [float(n) for n in need], opened)
    plan = _tried(question, week, there)
    cost = work_hours(sum(week), question.work, question.terms)

    def holds(factor: float) -> bool:
        if cost * factor > sum(there):
            return False
        return simulate(plan.grown(factor)).meets(question.target)

    return holds


def _agents(question: Question, week: Sequence[float], need: Sequence[int]) -> int | None:
    """The fewest that hold it, by halving."""

    @lru_cache(maxsize=64)
    def enough(agents: int) -> bool:
        team = replace(question.team, agents=agents)
        return _holding(question, week, need, team)(1.0)

    high = max(1, question.team.agents)
    if not sum(week):
        return 0
    while not enough(high):
        high *= 2
        if high > MOST_AGENTS:
            return None
    low = 0
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
