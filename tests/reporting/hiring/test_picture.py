from __future__ import annotations

from dataclasses import replace

import pytest

from reporting.forecast.arrivals import Past
from reporting.forecast.hours import WEEK, hours_between
from reporting.forecast.staffing import Target, Team, Terms, Work
from reporting.hiring.picture import Picture, Question, agents_at, picture_of
from tests.reporting.forecast.town import BERLIN, Rate, busy_days, counts_of, drawn

OFFICE = tuple(1.0 if slot < 120 and 9 <= slot % 24 < 17 else 0.0 for slot in range(WEEK))
ALWAYS = (1.0,) * WEEK
SHIFT = Target(0.9, 8 * 3600)
RISE = 0.02  # of the first week, a week


def rising(slot: int, day: object, n: int) -> float:
    return busy_days(slot, day, n) * (1 + RISE * n / WEEK)  # type: ignore[arg-type]


def asked(
    rate: Rate = busy_days,
    *,
    agents: int = 8,
    week: tuple[float, ...] = OFFICE,
    target: Target = SHIFT,
    weeks: int = 12,
    growth: float | None = None,
) -> Question:
    past = drawn(rate, weeks=weeks)
    hours = hours_between(past.hours.start, (weeks + 4) * WEEK, BERLIN)
    return Question(
        past=Past(counts_of(past.hours, rate), past.hours),
        hours=hours,
        opened=tuple(week[slot] for slot in hours.slots),
        usual_week=week,
        team=Team(agents, 40),
        work=Work(600, 1200),
        target=target,
        terms=Terms(),
        waiting=0,
        growth=growth,
    )


@pytest.fixture(scope="module")
def steady() -> Picture:
    return picture_of(asked())


def test_more_people_answer_more_in_time_and_have_more_room(steady: Picture) -> None:
    few = picture_of(asked(agents=3))
    assert few.judged.runway.short
    assert not steady.judged.runway.short
    assert few.judged.runway.headroom < steady.judged.runway.headroom
    assert (few.outcome.share or 0) < (steady.outcome.share or 0)
    assert few.judged.agents_now == steady.judged.agents_now


def test_the_people_it_asks_for_are_enough_and_one_less_are_not(steady: Picture) -> None:
    needed = steady.judged.agents_now
    assert needed is not None
    assert not picture_of(asked(agents=needed)).judged.runway.short
    assert picture_of(asked(agents=needed - 1)).judged.runway.short


def test_work_is_arrivals_times_handling_with_breathing_space(steady: Picture) -> None:
    assert steady.needed_hours == pytest.approx(steady.judged.model.week * 600 / 3600 / 0.85)
    assert steady.desk_hours == pytest.approx(8 * 40 * 0.7)


def test_a_rising_line_runs_out_and_sooner_with_less_room() -> None:
    tight = picture_of(asked(rising, agents=9)).judged.runway
    wide = picture_of(asked(rising, agents=11)).judged.runway
    assert not tight.short
    assert tight.weeks is not None
    assert wide.weeks is not None
    assert 0 < tight.weeks < wide.weeks
    assert tight.soonest is not None
    assert tight.soonest <= tight.weeks


def test_later_needs_more_people_where_it_rises() -> None:
    picture = picture_of(asked(rising, agents=9))
    now, later = picture.judged.agents_now, agents_at(picture, weeks=52)
    assert now is not None
    assert later is not None
    assert later > now


def test_supposed_growth_takes_the_place_of_the_trend() -> None:
    question = asked(agents=9, growth=0.05)
    picture = picture_of(question)
    runway = picture.judged.runway
    assert runway.weeks == runway.soonest == runway.latest
    room = runway.headroom - 1
    assert runway.weeks == pytest.approx(room / 0.05 * 365.25 / 12 / 7, abs=1.5)
    first, last = sum(picture.rates[:WEEK]), sum(picture.rates[-WEEK:])
    assert last > first
    assert picture_of(replace(question, growth=-0.05)).judged.runway.weeks is None


def test_a_target_at_night_needs_people_at_night() -> None:
    day = picture_of(asked(target=Target(0.9, 900)))
    night = picture_of(asked(week=ALWAYS, target=Target(0.9, 900)))
    assert not any(n for slot, n in enumerate(day.judged.need) if not OFFICE[slot])
    assert all(night.judged.need)


def test_nobody_is_there_on_a_day_without_business_time(steady: Picture) -> None:
    question = steady.question
    after = len(question.past.counts)
    closed = tuple(
        0.0 if after <= n < after + 24 else part for n, part in enumerate(question.opened)
    )
    holiday = picture_of(replace(question, opened=closed))
    assert holiday.outcome.waiting[23] > steady.outcome.waiting[23]


def test_a_calendar_that_never_opens_has_no_answer_in_people() -> None:
    never = picture_of(asked(week=(0.0,) * WEEK))
    assert never.judged.agents_now is None
    assert never.judged.runway.short


def test_who_waits_already_waits_in_the_simulation(steady: Picture) -> None:
    crowded = picture_of(replace(steady.question, waiting=500))
    assert crowded.outcome.arrived - steady.outcome.arrived == 500
    assert crowded.judged == steady.judged


def test_a_line_to_which_nothing_comes_needs_nobody() -> None:
    empty = picture_of(asked(lambda *_: 0.0, agents=1))
    assert empty.judged.agents_now == 0
    assert not any(empty.judged.need)
    assert empty.outcome.share is None
