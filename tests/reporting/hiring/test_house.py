from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from reporting.forecast.hours import hours_between
from reporting.hiring.house import closed_days, open_parts, usual_week
from routing.engine import CalendarVersion, calendar_of
from routing.engine.calendar import EPOCH
from tests.reporting.forecast.town import BERLIN

OFFICE = (((540, 1020),),) * 5 + ((),) * 2
CHANGE = datetime(2026, 5, 4, tzinfo=UTC)  # a Monday
HOLIDAYS = {date(2026, 5, 14): (), date(2026, 5, 25): (), date(2026, 6, 1): ()}
HOURS = hours_between(CHANGE - timedelta(weeks=8), 16 * 168, BERLIN)


def version(at: datetime = EPOCH, **more: object) -> CalendarVersion:
    return CalendarVersion(at, "Europe/Berlin", **more)  # type: ignore[arg-type]


def test_holidays_are_found_and_weekends_are_none() -> None:
    calendar = calendar_of([version(week=OFFICE, days=HOLIDAYS)])
    assert closed_days(open_parts(calendar, HOURS), HOURS) == set(HOLIDAYS)


def test_a_change_of_working_hours_makes_no_holidays() -> None:
    opening = calendar_of([version(week=OFFICE), version(CHANGE)])
    closing = calendar_of([version(), version(CHANGE, week=OFFICE)])
    assert closed_days(open_parts(opening, HOURS), HOURS) == set()
    assert closed_days(open_parts(closing, HOURS), HOURS) == set()


def test_the_usual_week_is_that_of_now_on_and_has_no_holiday() -> None:
    calendar = calendar_of([version(), version(CHANGE, week=OFFICE, days=HOLIDAYS)])
    ahead = hours_between(CHANGE + timedelta(days=8), 28 * 24, BERLIN)
    usual = usual_week(calendar, ahead)
    assert sum(usual) == 40
    assert usual[3 * 24 + 10] == 1  # Thursday, though one of them is a holiday


def test_half_an_hour_of_opening_is_half_an_hour() -> None:
    calendar = calendar_of([version(week=(((510, 1020),),) * 7)])
    assert usual_week(calendar, HOURS)[8] == 0.5
