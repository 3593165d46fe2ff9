from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reporting.forecast.hours import (
    WEEK,
    count_by_hour,
    floor_hour,
    full_flow,
    hours_between,
    same_hour_before,
)
from tests.reporting.forecast.town import BERLIN, MONDAY


def test_a_spring_night_skips_an_hour_of_the_week_and_an_autumn_night_has_it_twice() -> None:
    spring = hours_between(datetime(2026, 3, 28, 23, tzinfo=UTC), 24, BERLIN)
    assert 6 * 24 + 2 not in spring.slots
    assert len(set(spring.days)) == 2
    autumn = hours_between(datetime(2026, 10, 24, 22, tzinfo=UTC), 25, BERLIN)
    assert autumn.slots.count(6 * 24 + 2) == 2
    assert len(set(autumn.days)) == 1


def test_hours_of_a_half_hour_zone_begin_on_the_wall() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    at = floor_hour(datetime(2026, 5, 4, 9, 50, tzinfo=UTC), kolkata)
    assert at == datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    assert hours_between(at, 1, kolkata).slots == (15,)


def test_a_zone_that_changes_by_half_an_hour_keeps_the_places_of_its_hours() -> None:
    hours = hours_between(
        datetime(2026, 4, 3, 13, tzinfo=UTC), 2 * WEEK, ZoneInfo("Australia/Lord_Howe")
    )
    assert {hours.slots.count(slot) for slot in range(WEEK)} <= {1, 2, 3}


def test_moments_are_counted_in_their_hour_and_others_are_not() -> None:
    hours = hours_between(MONDAY, 3, BERLIN)
    moments = [MONDAY + timedelta(minutes=m) for m in (-1, 0, 59, 60, 179, 180)]
    assert count_by_hour(moments, hours) == (2, 1, 1)


def test_the_same_hour_last_week_follows_the_clock_on_the_wall() -> None:
    # Clocks go forward on 29 March: a week ago on the wall is 167 hours ago.
    hours = hours_between(datetime(2026, 3, 22, 23, tzinfo=UTC), 2 * WEEK, BERLIN)
    monday_nine = 167 + 9
    assert hours.slots[monday_nine] == 9
    assert same_hour_before(hours, monday_nine, before=WEEK) == 9
    assert same_hour_before(hours, 5, before=WEEK) is None


def test_what_came_before_the_channel_was_connected_is_cut_off() -> None:
    trickle, flow = [1] + [0] * 23, [4] * 24
    assert full_flow(trickle * 100 + flow * 40) == 100 * 24


def test_a_quiet_desk_keeps_all_its_past_but_the_empty_beginning() -> None:
    assert full_flow([0] * 48 + ([1] + [0] * 47) * 30) == 48
    assert full_flow([0] * 48) == 48


def test_an_outage_in_the_past_is_no_beginning() -> None:
    flow = [4] * 24
    assert full_flow(flow * 30 + [0] * 24 * 9 + flow * 30) == 0
