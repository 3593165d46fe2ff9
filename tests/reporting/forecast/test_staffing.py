from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.forecast.hours import WEEK
from reporting.forecast.staffing import (
    Target,
    Team,
    Terms,
    Work,
    laid_out,
    people_at_desk,
    week_of_people,
    when_worked,
    work_hours,
)

WORK = Work(mean=300)
AT_ONCE = Target(share=0.8, seconds=60)
HOUR = Target(share=0.9, seconds=3600)
OFFICE = [slot < 120 and 9 <= slot % 24 < 17 for slot in range(WEEK)]
ALWAYS = [True] * WEEK


def week_of(seed: int) -> list[float]:
    """Drawn as a whole: hypothesis takes long over lists of this length."""
    chance = random.Random(seed)
    return [chance.choice((0.0, chance.uniform(0, 2), chance.uniform(0, 40))) for _ in ALWAYS]


def opening_of(seed: int) -> list[bool]:
    chance = random.Random(seed)
    often = chance.choice((0.01, 0.3, 0.9, 1.0))
    drawn = [chance.random() < often for _ in ALWAYS]
    drawn[chance.randrange(WEEK)] = True
    return drawn


rates = st.integers(0, 10**6).map(week_of)
openings = st.integers(0, 10**6).map(opening_of)


def test_who_must_answer_at_once_needs_more_than_the_work_itself() -> None:
    # 12 an hour of 5 minutes each are one erlang: one busy hour of one person.
    assert work_hours(12, WORK, Terms(occupancy=1)) == 1
    assert people_at_desk(12, WORK, AT_ONCE, Terms()) == 3
    assert people_at_desk(12, WORK, HOUR, Terms()) == 2


def test_two_cases_at_a_time_halve_the_people() -> None:
    one = people_at_desk(120, WORK, HOUR, Terms())
    assert people_at_desk(120, WORK, HOUR, Terms(concurrency=2)) == math.ceil(one / 2)


def test_big_teams_need_less_for_each_arrival() -> None:
    assert people_at_desk(1200, WORK, AT_ONCE, Terms(occupancy=1)) < 100 * people_at_desk(
        12, WORK, AT_ONCE, Terms(occupancy=1)
    )


def test_what_comes_in_the_night_waits_for_the_morning() -> None:
    came = [0.0] * WEEK
    came[3] = 7.0  # Monday, three in the night
    worked = when_worked(came, OFFICE, AT_ONCE)
    assert worked[9] == 7
    assert sum(worked) == 7
    came = [0.0] * WEEK
    came[5 * 24 + 12] = 5.0  # Saturday
    assert when_worked(came, OFFICE, AT_ONCE)[9] == 5


def test_a_target_of_hours_lets_a_rush_be_spread() -> None:
    came = [0.0] * WEEK
    came[10] = 12.0
    worked = when_worked(came, OFFICE, Target(0.9, 4 * 3600))
    assert worked[10:14] == [3, 3, 3, 3]


@given(came=rates, opened=openings, hours=st.integers(0, 400))
@settings(deadline=None)
def test_nothing_is_lost_on_the_way_to_the_hour_it_is_worked(
    came: list[float], opened: list[bool], hours: int
) -> None:
    worked = when_worked(came, opened, Target(0.9, hours * 3600.0))
    assert sum(worked) == pytest.approx(sum(came))
    assert all(not rate or is_open for rate, is_open in zip(worked, opened, strict=True))


@given(
    came=rates, opened=openings, more=st.floats(1, 3), seconds=st.sampled_from([60, 3600, 14400])
)
@settings(deadline=None)
def test_more_arrivals_never_need_fewer_people(
    came: list[float], opened: list[bool], more: float, seconds: int
) -> None:
    target = Target(0.8, seconds)
    few = week_of_people(came, opened, WORK, target, Terms())
    many = week_of_people([rate * more for rate in came], opened, WORK, target, Terms())
    assert all(a <= b for a, b in zip(few, many, strict=True))
    longer = week_of_people(came, opened, Work(mean=300 * more), target, Terms())
    assert all(a <= b for a, b in zip(few, longer, strict=True))


@given(need=rates, opened=openings, agents=st.integers(0, 30), hours=st.floats(1, 60))
@settings(deadline=None)
def test_people_are_where_the_desk_is_open_and_never_at_two_places(
    need: list[float], opened: list[bool], agents: int, hours: float
) -> None:
    team, terms = Team(agents, hours), Terms()
    laid = laid_out(team, terms, need, opened)
    assert all(
        0 <= people <= agents * is_open for people, is_open in zip(laid, opened, strict=True)
    )
    assert sum(laid) <= math.ceil(team.at_desk(terms) + 1e-6)


def test_their_hours_go_where_the_work_is_and_all_of_them_are_used() -> None:
    team, terms = Team(agents=5), Terms(shrinkage=0)
    need = [4.0 if slot % 24 == 9 else 1.0 for slot in range(WEEK)]
    laid = laid_out(team, terms, need, OFFICE)
    assert sum(laid) == 200
    assert laid[9] == 5
    laid = laid_out(Team(agents=3), terms, need, ALWAYS)
    assert sum(laid) == 120
    assert laid[9] > laid[10]


def test_a_full_team_in_office_hours_is_there_in_every_one_of_them() -> None:
    laid = laid_out(Team(agents=3), Terms(shrinkage=0), [1.0] * WEEK, OFFICE)
    assert laid == [3 * is_open for is_open in OFFICE]


def test_a_desk_that_never_opens_has_nobody() -> None:
    closed = [False] * WEEK
    assert laid_out(Team(3), Terms(), [1.0] * WEEK, closed) == [0] * WEEK
    assert week_of_people([1.0] * WEEK, closed, WORK, HOUR, Terms()) == [0] * WEEK
