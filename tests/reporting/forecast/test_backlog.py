from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.forecast.backlog import MOST_DRAWN, simulate
from reporting.forecast.drawn import play
from reporting.forecast.erlang import answered_within
from reporting.forecast.flow import reckon
from reporting.forecast.plan import BusinessSeconds, Outcome, Plan
from reporting.forecast.staffing import Target, Terms, Work

NO_BREATH = Terms(occupancy=1.0)


def plan(rate: float = 10, people: int = 1, hours: int = 48, **changes: object) -> Plan:
    made = Plan(
        rates=(rate,) * hours,
        people=(people,) * hours,
        opened=(1.0,) * hours,
        work=Work(mean=300),
        target=Target(share=0.9, seconds=3600),
        terms=NO_BREATH,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


plans = st.builds(
    plan,
    rate=st.floats(0, 40),
    people=st.integers(0, 5),
    hours=st.integers(1, 60),
    backlog=st.integers(0, 30),
    seed=st.integers(0, 1000),
)


def conserved(outcome: Outcome) -> None:
    assert outcome.left >= -1e-6
    assert outcome.waiting[-1] == pytest.approx(outcome.left, abs=1e-6)
    assert 0 <= outcome.within <= outcome.judged + 1e-6
    assert outcome.judged <= outcome.arrived + 1e-6


@given(given_plan=plans)
@settings(deadline=None)
def test_whoever_comes_is_taken_up_or_still_waits(given_plan: Plan) -> None:
    conserved(play(given_plan))
    conserved(reckon(given_plan))
    assert reckon(given_plan).arrived == pytest.approx(sum(given_plan.rates) + given_plan.backlog)


@given(given_plan=plans, factor=st.floats(1, 3))
@settings(deadline=None)
def test_more_arrivals_never_leave_a_shorter_queue(given_plan: Plan, factor: float) -> None:
    calm, busy = play(given_plan), play(given_plan.grown(factor))
    assert busy.arrived >= calm.arrived
    assert busy.left >= calm.left
    assert reckon(given_plan.grown(factor)).left >= reckon(given_plan).left - 1e-6


@given(given_plan=plans)
@settings(deadline=None)
def test_another_person_never_leaves_a_longer_queue(given_plan: Plan) -> None:
    helped = replace(given_plan, people=tuple(p + 1 for p in given_plan.people))
    assert play(helped).left <= play(given_plan).left
    assert reckon(helped).left <= reckon(given_plan).left + 1e-6


def test_the_same_seed_gives_the_same_and_another_one_another() -> None:
    assert play(plan()) == play(plan())
    assert play(plan()) != play(plan(seed=8))


def test_a_steady_queue_waits_as_erlang_says() -> None:
    """Handling as long-tailed as chance; thousands of arrivals."""
    shares = [
        play(
            plan(
                rate=30,
                people=3,
                hours=800,
                seed=seed,
                work=Work(mean=300, p90=690.8),
                target=Target(0.8, 120),
            )
        ).share
        or 0
        for seed in range(4)
    ]
    said = answered_within(3, 2.5, work=300, seconds=120)
    assert sum(shares) / 4 == pytest.approx(said, abs=0.05)


def test_too_few_people_let_the_queue_grow_by_what_they_cannot_do() -> None:
    outcome = reckon(plan(rate=20, people=1, hours=10))  # one person does 12 an hour
    assert outcome.waiting == pytest.approx([8 * (n + 1) for n in range(10)])
    assert play(plan(rate=20, people=1, hours=100)).left == pytest.approx(800, rel=0.15)


def test_the_cap_on_occupancy_slows_them_down() -> None:
    assert reckon(plan(rate=20, hours=1, terms=Terms(occupancy=0.5))).taken == pytest.approx(6)
    both = Terms(occupancy=0.5, concurrency=2)
    assert reckon(plan(rate=20, hours=1, terms=both)).taken == pytest.approx(12)


def test_the_night_does_not_count_as_waiting_and_the_morning_does() -> None:
    night, day = (0, 0.0), (1, 1.0)
    shifts = [night] * 9 + [day] * 8 + [night] * 7
    waits = Plan(
        rates=(0.0,) * 24,
        people=tuple(people for people, _ in shifts),
        opened=tuple(part for _, part in shifts),
        work=Work(mean=300),
        target=Target(0.9, 1800),
        terms=NO_BREATH,
        backlog=7,
    )
    # Seven of 5 minutes each: the seventh begins half an hour after nine.
    assert reckon(waits).share == 1
    tight = replace(waits, target=Target(0.9, 300), work=Work(mean=600, p90=600.5))
    share = play(tight).share
    assert share is not None
    assert share < 0.5
    assert reckon(waits).waiting[8] == 7
    assert reckon(waits).left == 0


def test_who_is_late_already_counts_as_late_and_who_just_came_does_not_count() -> None:
    nobody = plan(rate=10, people=0, hours=3)
    outcome = reckon(nobody)
    assert outcome.share == 0
    assert outcome.judged == pytest.approx(20)  # the last hour can still be met
    drawn = play(nobody)
    assert drawn.share == 0
    assert drawn.judged < drawn.arrived


def test_an_empty_plan_meets_its_target() -> None:
    assert simulate(plan(rate=0)).meets(Target(0.9, 60))
    assert simulate(plan(rate=0)).share is None


def test_thousands_are_reckoned_and_agree_with_drawing_them() -> None:
    big = plan(rate=MOST_DRAWN / 40, people=26, hours=48)
    reckoned, one_by_one = simulate(big), play(big)
    assert not reckoned.drawn
    assert one_by_one.drawn
    assert reckoned.taken == pytest.approx(one_by_one.taken, rel=0.02)
    assert simulate(plan()).drawn


def test_business_seconds_run_by_the_open_part_of_an_hour() -> None:
    clock = BusinessSeconds([0.0, 0.5, 1.0])
    assert [clock.at(s) for s in (1800, 3600, 5400, 7200, 9000, 99999)] == [
        0,
        0,
        900,
        1800,
        3600,
        5400,
    ]


def test_a_plan_of_unequal_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="different numbers of hours"):
        plan(people=1, opened=(1.0,))
