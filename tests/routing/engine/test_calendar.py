"""Working hours: edges of days, nights in which clocks are changed, versions in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import WALL_TIME, BusinessTime, CalendarVersion, calendar_of, due_at, elapsed
from routing.engine.calendar import AROUND_THE_CLOCK, Span, tidy

EVER = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE: tuple[tuple[Span, ...], ...] = (((540, 1020),),) * 5 + ((), ())
NIGHTS: tuple[tuple[Span, ...], ...] = (((0, 360), (1320, 1440)),) * 7


def hours(week: tuple[tuple[Span, ...], ...], zone: str = "UTC", **more: object) -> BusinessTime:
    return BusinessTime([CalendarVersion(EVER, zone, week, **more)])  # type: ignore[arg-type]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_the_night_and_the_weekend_do_not_count() -> None:
    office = hours(OFFICE)
    friday = at("2026-03-06T16:30")
    assert office.after(friday, HOUR) == at("2026-03-09T09:30")
    assert office.between(friday, at("2026-03-09T10:00")) == 1.5 * HOUR


def test_what_is_used_up_exactly_at_closing_time_is_due_at_closing_time() -> None:
    office = hours(OFFICE)
    assert office.after(at("2026-03-06T16:00"), HOUR) == at("2026-03-06T17:00")
    assert office.after(at("2026-03-06T16:00"), HOUR + timedelta(microseconds=1)) == (
        at("2026-03-09T09:00") + timedelta(microseconds=1)
    )


def test_2359_is_a_minute_short_of_midnight_and_midnight_is_not() -> None:
    short = hours((((0, 1439),),) * 7)
    day = timedelta(days=1)
    assert short.between(at("2026-03-02T00:00"), at("2026-03-03T00:00")) == (
        day - timedelta(minutes=1)
    )
    whole = hours((*AROUND_THE_CLOCK[:6], ((0, 720), (720, 1440))), days={date(2026, 1, 1): ()})
    assert whole.between(at("2026-03-02T00:00"), at("2026-03-09T00:00")) == 7 * day


def test_overnight_work_loses_an_hour_in_spring_and_wins_one_in_autumn() -> None:
    night = hours(NIGHTS, "Europe/Berlin")

    def length(evening: str, morning: str) -> timedelta:
        return night.between(at(evening, "Europe/Berlin"), at(morning, "Europe/Berlin"))

    assert length("2026-03-27T22:00", "2026-03-28T06:00") == 8 * HOUR
    assert length("2026-03-28T22:00", "2026-03-29T06:00") == 7 * HOUR
    assert length("2026-10-24T22:00", "2026-10-25T06:00") == 9 * HOUR


def test_a_day_of_lord_howe_may_have_24_hours_and_a_half() -> None:
    zone = "Australia/Lord_Howe"
    all_day = hours((*AROUND_THE_CLOCK[:5], (), ((0, 1440),)), zone)
    long, short = (
        all_day.between(at(f"{day}T00:00", zone), at(f"{after}T00:00", zone))
        for day, after in (("2026-04-05", "2026-04-06"), ("2026-10-04", "2026-10-05"))
    )
    assert (long, short) == (24.5 * HOUR, 23.5 * HOUR)


def test_a_span_that_begins_in_the_hour_that_is_left_out_begins_after_it() -> None:
    early = hours((((150, 300),),) * 7, "Europe/Berlin")
    assert early.after(at("2026-03-28T12:00"), timedelta(microseconds=1)) == (
        at("2026-03-29T01:00") + timedelta(microseconds=1)
    )


def test_days_by_hand_stand_over_holidays_and_those_over_the_week() -> None:
    christmas = date(2026, 12, 24)
    calendar = hours(
        OFFICE,
        days={christmas: ((600, 660),)},
        holidays=lambda year: {date(year, 12, 24), date(year, 12, 25)},
    )
    assert calendar.after(at("2026-12-23T17:00"), HOUR) == at("2026-12-24T11:00")
    assert calendar.after(at("2026-12-24T11:00"), HOUR) == at("2026-12-28T10:00")


def test_every_version_counts_in_its_own_time() -> None:
    change = at("2026-03-04T12:00")
    calendar = BusinessTime(
        [
            CalendarVersion(change, "UTC", NIGHTS),
            CalendarVersion(EVER, "UTC", OFFICE),
        ]
    )
    assert calendar.between(at("2026-03-04T09:00"), at("2026-03-05T00:00")) == 5 * HOUR
    # Before the first version there were the hours of the first.
    assert calendar.between(at("1950-01-02T00:00"), at("1950-01-03T00:00")) == 8 * HOUR


def test_a_calendar_that_never_opens_is_never_due() -> None:
    closed = hours(((),) * 7)
    assert closed.after(at("2026-03-02T00:00"), HOUR) is None
    assert closed.opens(at("2026-03-02T00:00")) is None
    assert due_at(started_at=EVER, target=HOUR, calendar=closed) is None
    assert elapsed(started_at=EVER, until=at("2026-03-02T00:00"), calendar=closed) == 0 * HOUR


def test_a_rare_day_is_found_years_ahead_and_one_too_far_is_not() -> None:
    def opens_on(day: date) -> datetime | None:
        rare = hours(((),) * 7, days={day: ((0, 60),)})
        return rare.after(at("2026-03-02T00:00"), HOUR)

    assert opens_on(date(2030, 2, 28)) == at("2030-02-28T01:00")
    assert opens_on(date(2040, 2, 28)) is None


def test_it_says_when_it_opens() -> None:
    office = hours(OFFICE)
    assert office.opens(at("2026-03-06T16:30")) == at("2026-03-06T16:30")
    assert office.opens(at("2026-03-06T17:00")) == at("2026-03-09T09:00")


def test_what_is_always_open_is_plain_time() -> None:
    always = CalendarVersion(EVER, "Europe/Berlin")
    assert calendar_of([always]) is WALL_TIME
    holidays = CalendarVersion(EVER, "Europe/Berlin", holidays=lambda year: [date(year, 1, 1)])
    assert isinstance(calendar_of([always, holidays]), BusinessTime)


def test_spans_that_touch_are_one_and_impossible_ones_are_refused() -> None:
    assert tidy([(720, 800), (60, 120), (120, 180), (100, 150)]) == ((60, 180), (720, 800))
    for span in ((60, 60), (-1, 5), (10, 1441), (50, 40)):
        with pytest.raises(ValueError, match="none of a day"):
            tidy([span])
    with pytest.raises(ValueError, match="seven days"):
        CalendarVersion(EVER, "UTC", ())
    with pytest.raises(ValueError, match="no time zone"):
        CalendarVersion(datetime(2026, 1, 1), "UTC")  # noqa: DTZ001
    with pytest.raises(ValueError, match="at least one version"):
        BusinessTime([])


moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moments, st.integers(0, 10**12), st.sampled_from(["Europe/Berlin", "Asia/Gaza"]))
def test_due_is_the_inverse_of_counted_to_the_microsecond(
    start: datetime, amount: int, zone: str
) -> None:
    calendar = _KEPT.setdefault(zone, hours(OFFICE, zone))
    target = timedelta(microseconds=amount)
    due = calendar.after(start, target)
    assert due is not None
    assert calendar.between(start, due) == target
    if amount:
        assert calendar.between(start, due - timedelta(microseconds=1)) < target


@given(moments, moments, moments)
def test_counted_time_adds_up_over_any_cut(a: datetime, b: datetime, c: datetime) -> None:
    calendar = _KEPT.setdefault("Australia/Lord_Howe", hours(NIGHTS, "Australia/Lord_Howe"))
    first, middle, last = sorted((a, b, c))
    parts = calendar.between(first, middle) + calendar.between(middle, last)
    assert calendar.between(first, last) == parts


_KEPT: dict[str, BusinessTime] = {}
