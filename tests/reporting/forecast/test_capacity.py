from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.forecast.capacity import HORIZON, headroom, runway
from reporting.forecast.shares import Week, share_trend
from reporting.forecast.trend import Slope, cautious, damped_weeks, slope_of

RISING = Slope(0.02, 0.01, 0.03, 13)


@given(limit=st.floats(0.1, 10))
@settings(deadline=None)
def test_the_room_is_found_to_within_a_percent(limit: float) -> None:
    assert headroom(lambda factor: factor <= limit) == pytest.approx(limit, rel=0.01)


def test_no_room_at_all_and_room_without_end_are_said_as_that() -> None:
    assert headroom(lambda _: False) == 0
    assert headroom(lambda _: True) == 16


def test_a_rising_line_runs_out_when_its_trend_has_used_the_room() -> None:
    found = runway(1.2, level=1.0, trend=RISING)
    assert not found.short
    assert (found.soonest, found.weeks, found.latest) == (7, 10, 20)
    assert found.rising
    assert found.clear


def test_the_level_of_today_counts() -> None:
    assert runway(1.2, level=2.0, trend=RISING).weeks == 20


def test_a_steady_or_falling_line_never_runs_out() -> None:
    falling = runway(1.2, level=1, trend=Slope(-0.02, -0.03, -0.01, 13))
    assert (falling.soonest, falling.weeks, falling.latest) == (None, None, None)
    assert not falling.rising
    assert runway(1.2, level=1, trend=Slope(0, 0, 0, 2)).weeks is None


def test_a_trend_in_doubt_has_a_soonest_date_and_no_latest() -> None:
    found = runway(1.2, level=1, trend=Slope(0.01, -0.01, 0.04, 13))
    assert (found.soonest, found.weeks, found.latest) == (5, 20, None)
    assert not found.clear


def test_a_line_that_is_short_can_be_saved_by_a_falling_trend_only() -> None:
    found = runway(0.8, level=1, trend=Slope(-0.02, -0.04, -0.01, 13))
    assert found.short
    assert (found.soonest, found.weeks, found.latest) == (5, 10, 20)
    assert runway(0.8, level=1, trend=RISING).weeks is None


def test_nobody_is_told_of_a_date_years_away() -> None:
    assert runway(1.5, level=1, trend=Slope(0.5 / (HORIZON + 1), 0, 1, 13)).weeks is None


@given(room=st.floats(1, 4), more=st.floats(1, 2), level=st.floats(0.2, 3))
@settings(deadline=None)
def test_more_room_never_runs_out_sooner(room: float, more: float, level: float) -> None:
    never = HORIZON + 1
    sooner = runway(room, level=level, trend=RISING)
    later = runway(room * more, level=level, trend=RISING)
    assert (sooner.weeks if sooner.weeks is not None else never) <= (
        later.weeks if later.weeks is not None else never
    )


def test_a_slope_is_found_through_wild_weeks_and_gaps() -> None:
    values = [1 + 0.05 * n for n in range(12)]
    wild: list[float | None] = [*values]
    wild[4], wild[7] = 9.0, None
    found = slope_of(wild)
    assert found.middle == pytest.approx(0.05)
    assert found.clear
    assert cautious(wild) > 0.03


def test_noise_is_no_trend() -> None:
    noise: list[float | None] = [1.1, 0.9, 1.05, 0.95, 1.1, 0.9, 1.0, 1.05, 0.92, 1.0]
    assert not slope_of(noise).clear
    assert abs(cautious(noise)) < 0.003


def test_three_weeks_have_no_trend() -> None:
    assert not slope_of([1, 2, 3]).known
    assert cautious([1, 2, 3]) == 0


def test_a_damped_trend_slows_down_and_stops() -> None:
    assert damped_weeks(0) == 0
    assert damped_weeks(1) == pytest.approx(1)
    assert damped_weeks(4) < 4
    assert damped_weeks(1000) == pytest.approx(10)


def test_the_share_of_hand_overs_leaves_young_weeks_out() -> None:
    weeks = [Week(100, 20 + n, mature=True) for n in range(6)]
    found = share_trend([*weeks, Week(100, 3, mature=False)])
    assert found.now == pytest.approx(0.235)
    assert found.slope.middle == pytest.approx(0.01)
    assert share_trend([]).now is None
