"""Which days a report is about, in zones and through nights in which the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.period import GROUPINGS, NAMES, BadPeriod, Period, period_of

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12", "Australia/Lord_Howe", "America/Havana", "UTC")


def of(zone: ZoneInfo = BERLIN, now: datetime = NOW, **said: str) -> Period:
    return period_of(said, zone=zone, now=now)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", date(2026, 11, 22), date(2026, 11, 22)),
        ("yesterday", date(2026, 11, 21), date(2026, 11, 21)),
        ("7d", date(2026, 11, 16), date(2026, 11, 22)),
        ("this_week", date(2026, 11, 16), date(2026, 11, 22)),
        ("last_week", date(2026, 11, 9), date(2026, 11, 15)),
        ("this_month", date(2026, 11, 1), date(2026, 11, 30)),
        ("last_quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_have_the_days_that_people_mean(name: str, first: date, last: date) -> None:
    period = of(period=name)
    assert (period.first, period.last) == (first, last)


def test_it_is_another_day_in_another_zone() -> None:
    assert of(ZoneInfo("Pacific/Kiritimati"), period="today").first == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ],
)
def test_a_day_has_the_hours_it_really_had(zone: str, day: str, hours: float) -> None:
    said = {"period": "custom", "from": day, "to": day, "by": "hour"}
    period = period_of(said, zone=ZoneInfo(zone), now=NOW)
    assert period.end - period.start == timedelta(hours=hours)
    assert len(period.buckets) == round(hours + 0.1)


@given(
    zone=st.sampled_from(ZONES),
    name=st.sampled_from([name for name in NAMES if name != "custom"]),
    by=st.sampled_from(GROUPINGS),
    compare=st.sampled_from(["previous", "year"]),
    minutes=st.integers(0, 60 * 24 * 3650),
)
def test_parts_follow_each_other_without_a_gap(
    zone: str, name: str, by: str, compare: str, minutes: int
) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    said = {"period": name, "by": by, "compare": compare}
    period = period_of(said, zone=ZoneInfo(zone), now=now)
    before = period.before
    assert before is not None
    for start, end, parts in (
        (period.start, period.end, period.buckets),
        (before.start, None, before.buckets),
    ):
        assert parts[0].start == start
        assert end is None or parts[-1].end == end
        assert all(one.end == other.start for one, other in pairwise(parts))
        assert all(one.start < one.end for one in parts)
    assert before.start <= before.end <= period.start


def test_a_period_that_is_not_over_is_compared_with_as_much_of_the_one_before() -> None:
    period = of(period="this_month", now=datetime(2026, 11, 10, 11, tzinfo=UTC))
    assert period.before is not None
    assert period.before.first == date(2026, 10, 1)
    assert period.before.end == datetime(2026, 10, 10, 12, tzinfo=BERLIN)


def test_the_same_period_last_year() -> None:
    leap_day = {"period": "custom", "from": "2024-02-29", "to": "2024-02-29", "compare": "year"}
    period = period_of(leap_day, zone=BERLIN, now=NOW)
    assert period.before is not None
    assert period.before.first == date(2023, 3, 1)
    years = {"period": "custom", "from": "2023-01-01", "to": "2025-12-31", "compare": "year"}
    wide = period_of(years, zone=BERLIN, now=NOW)
    assert wide.before is not None
    assert wide.before.end <= wide.start


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"period": "soon"}, "period"),
        ({"period": "custom", "from": "2026-13-01"}, "from"),
        ({"period": "custom", "from": "0001-01-01"}, "from"),
        ({"period": "custom", "from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"period": "custom", "from": "2001-03-02", "to": "2026-03-01"}, "to"),
        ({"by": "minute"}, "by"),
        ({"compare": "never"}, "compare"),
    ],
)
def test_what_is_no_period_is_told(said: dict[str, str], wrong: str) -> None:
    with pytest.raises(BadPeriod, match=wrong):
        period_of(said, zone=BERLIN, now=NOW)
