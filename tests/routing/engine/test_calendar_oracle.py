"""Due times against a walk through the minutes, over many (case, zone) pairs.

`make check-sla` asks for more of them. A pair that fails is named by its number, which makes the
same pair again.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from functools import partial

import pytest

from routing.engine import CalendarVersion, Pause, calendar_of, due_at, elapsed
from tests.routing.engine.minutes import MINUTE, ZONES, SlowCase, random_case

PAIRS = int(os.environ.get("SLA_PAIRS", "300"))
AT_ONCE = 25
# Nothing that is asked for lies further away, unless it is never due.
WITHIN = 12 * 1440


def in_time(case: SlowCase) -> tuple[CalendarVersion, ...]:
    return tuple(
        CalendarVersion(
            valid_from=hours.since,
            zone=hours.zone,
            week=tuple(tuple(spans) for spans in hours.week),
            days={day: tuple(spans) for day, spans in hours.days.items()},
            holidays=partial(_of_year, hours.holidays),
        )
        for hours in case.hours
    )


def _of_year(days: list[date], year: int) -> list[date]:
    return [day for day in days if day.year == year]


@pytest.mark.parametrize("first", range(0, PAIRS, AT_ONCE))
def test_due_and_elapsed_are_what_a_walk_through_the_minutes_finds(first: int) -> None:
    for number in range(first, min(first + AT_ONCE, PAIRS)):
        case = random_case(number)
        calendar = calendar_of(in_time(case))
        pauses = [Pause(start, end) for start, end in case.pauses]
        target = MINUTE * case.target
        found = due_at(started_at=case.started_at, target=target, pauses=pauses, calendar=calendar)
        slowly = case.due_at(WITHIN)
        if slowly is None and found is not None:
            assert found > case.started_at + MINUTE * WITHIN, f"pair {number}"
        else:
            assert found == slowly, f"pair {number}"
        until = case.started_at + MINUTE * (number * 37 % 5000)
        passed = elapsed(started_at=case.started_at, until=until, pauses=pauses, calendar=calendar)
        assert passed == timedelta(minutes=case.elapsed(until)), f"pair {number}"


def test_the_pairs_cover_every_zone_and_most_are_due() -> None:
    assert len(ZONES) >= 20
    cases = [random_case(number) for number in range(100)]
    assert sum(case.due_at(WITHIN) is not None for case in cases) > 60
