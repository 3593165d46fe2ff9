from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import Pause, due_at, elapsed, remaining

from .policies import thorough

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def pause(start: float, end: float | None) -> Pause:
    return Pause(at(start), None if end is None else at(end))


def due(target: float, *pauses: Pause, now: datetime | None = None) -> datetime | None:
    return due_at(started_at=NINE, target=timedelta(minutes=target), pauses=pauses, now=now)


def spent(until: float, *pauses: Pause) -> float:
    return elapsed(started_at=NINE, until=at(until), pauses=pauses) / timedelta(minutes=1)


def test_a_clock_without_pauses_is_due_after_its_target() -> None:
    assert due(60) == at(60)
    assert spent(45) == 45


def test_a_pause_puts_the_due_time_off_by_its_length() -> None:
    assert due(60, pause(10, 25)) == at(75)
    assert spent(30, pause(10, 25)) == 15
    assert spent(20, pause(10, 25)) == 10


def test_overlapping_touching_and_disordered_pauses_count_once() -> None:
    pauses = (pause(30, 40), pause(10, 20), pause(15, 32), pause(40, 45), pause(12, 13))
    assert due(60, *pauses) == at(95)
    assert spent(100, *pauses) == 65


def test_a_pause_after_the_due_time_changes_nothing() -> None:
    assert due(60, pause(61, 100)) == at(60)
    assert due(60, pause(60, 100)) == at(60)
    assert due(60, pause(60, None)) == at(60)


def test_a_pause_from_before_the_start_counts_only_from_the_start() -> None:
    assert due(60, pause(-30, 15)) == at(75)
    assert due(60, pause(-30, -10)) == at(60)


def test_a_paused_clock_is_not_due() -> None:
    assert due(60, pause(59, None)) is None
    assert due(60, pause(10, 20), pause(30, None)) is None
    assert due(60, pause(-5, None)) is None


def test_a_clock_that_ran_out_before_it_was_paused_stays_out() -> None:
    assert due(60, pause(61, None)) == at(60)


def test_given_now_an_open_pause_ends_now() -> None:
    assert due(60, pause(10, None), now=at(50)) == at(100)
    assert due(60, pause(10, None), now=at(5)) == at(60)
    assert due(60, pause(10, 20), now=at(500)) == at(70)


def test_no_target_is_due_at_the_start_even_while_paused() -> None:
    assert due(0) == NINE
    assert due(0, pause(-10, None)) == NINE
    assert due(0, pause(-10, 10)) == NINE


def test_nothing_has_passed_before_the_start() -> None:
    assert spent(-10) == 0
    assert spent(0) == 0


def test_what_is_left_goes_below_zero_when_late() -> None:
    def left(until: float) -> timedelta:
        target = timedelta(minutes=30)
        return remaining(started_at=NINE, target=target, until=at(until), pauses=[pause(10, None)])

    assert left(5) == timedelta(minutes=25)
    assert left(500) == timedelta(minutes=20)
    target = timedelta(minutes=30)
    assert remaining(started_at=NINE, target=target, until=at(40)) == timedelta(minutes=-10)


def test_an_hour_is_an_hour_when_summer_time_begins_and_ends() -> None:
    hour = timedelta(hours=1)
    spring = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    assert due_at(started_at=spring, target=hour) == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)
    autumn = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0)
    again = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    found = due_at(started_at=autumn, target=hour)
    assert found is not None
    assert found.astimezone(UTC) == again.astimezone(UTC)
    assert elapsed(started_at=autumn, until=again) == hour
    assert elapsed(started_at=spring, until=datetime(2026, 3, 29, 4, 0, tzinfo=BERLIN)) == (
        timedelta(hours=1, minutes=30)
    )


def test_pauses_in_other_zones_are_the_same_pauses() -> None:
    started = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    paused = Pause(
        datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0),
        datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1),
    )
    assert due_at(started_at=started, target=timedelta(hours=1), pauses=[paused]) == (
        started + timedelta(hours=2)
    )


def test_moments_come_back_in_utc() -> None:
    found = due_at(started_at=datetime(2026, 7, 1, tzinfo=BERLIN), target=timedelta(hours=1))
    assert found is not None
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = NINE.replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        due_at(started_at=naive, target=timedelta(hours=1))
    with pytest.raises(ValueError, match="no time zone"):
        elapsed(started_at=NINE, until=naive)
    with pytest.raises(ValueError, match="no time zone"):
        Pause(naive, None)


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before its start"):
        pause(10, 9)


def test_a_negative_target_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        due(-1)


class MorningsOnly:
    """Counts nine to twelve UTC: enough of a calendar to show where one goes."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        total, day = timedelta(0), start.replace(hour=0, minute=0)
        while day < end:
            opens, closes = day.replace(hour=9), day.replace(hour=12)
            total += max(timedelta(0), min(end, closes) - max(start, opens))
            day += timedelta(days=1)
        return total

    def after(self, start: datetime, amount: timedelta) -> datetime:
        moment = start
        while self.between(start, moment) < amount:
            moment += timedelta(minutes=1)
        return moment


def test_another_calendar_can_say_which_time_counts() -> None:
    def due_in_mornings(hours: float, *pauses: Pause) -> datetime | None:
        target = timedelta(hours=hours)
        return due_at(started_at=NINE, target=target, pauses=pauses, calendar=MorningsOnly())

    assert due_in_mornings(2) == at(2 * 60)
    assert due_in_mornings(4) == at(25 * 60)
    # A pause of all the afternoon costs nothing, one of the last morning hour costs an hour.
    assert due_in_mornings(4, pause(4 * 60, 8 * 60)) == at(25 * 60)
    assert due_in_mornings(4, pause(2 * 60, 8 * 60)) == at(26 * 60)
    assert elapsed(
        started_at=NINE, until=at(25 * 60), pauses=[pause(60, 120)], calendar=MorningsOnly()
    ) == timedelta(hours=3)


# Minutes up to two hours before and after the start: small enough to walk through one by one.
moments = st.integers(-120, 120)


@st.composite
def some_pauses(draw: st.DrawFn) -> list[Pause]:
    spans = draw(st.lists(st.tuples(moments, st.none() | st.integers(0, 60)), max_size=6))
    return [pause(start, None if length is None else start + length) for start, length in spans]


def walked(pauses: list[Pause], until: int) -> list[int]:
    """What the clock shows at every minute, by a walk from the start on."""
    shown = [0]
    for moment in map(at, range(until)):
        held = any(
            each.start <= moment and (each.end is None or moment < each.end) for each in pauses
        )
        shown.append(shown[-1] + (not held))
    return shown


@thorough
@given(st.integers(0, 300), some_pauses())
def test_elapsed_is_what_a_walk_through_the_minutes_counts(until: int, pauses: list[Pause]) -> None:
    assert spent(until, *pauses) == walked(pauses, until)[until]


@thorough
@given(st.integers(0, 200), some_pauses())
def test_the_due_time_is_the_first_minute_at_which_the_target_is_used_up(
    target: int, pauses: list[Pause]
) -> None:
    # After 400 minutes only an open pause can have held the clock.
    shown = walked(pauses, 400)
    first = shown.index(target) if target in shown else None
    assert due(target, *pauses) == (None if first is None else at(first))


@thorough
@given(st.integers(0, 300), some_pauses(), st.randoms())
def test_the_order_of_pauses_does_not_matter(
    target: int, pauses: list[Pause], random: Random
) -> None:
    stirred = random.sample(pauses, len(pauses))
    assert due(target, *stirred) == due(target, *pauses)


@thorough
@given(st.integers(0, 300), some_pauses(), moments)
def test_given_now_there_is_always_a_due_time_and_it_is_exact(
    target: int, pauses: list[Pause], now: int
) -> None:
    found = due(target, *pauses, now=at(now))
    assert found is not None
    closed = [
        each if each.end is not None else Pause(each.start, max(each.start, at(now)))
        for each in pauses
    ]
    assert elapsed(started_at=NINE, until=found, pauses=closed) == timedelta(minutes=target)
