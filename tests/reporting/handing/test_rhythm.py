"""When a report is mailed next, by the clock of the organisation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.handing.rhythm import next_due

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [BERLIN, *map(ZoneInfo, ("UTC", "Pacific/Kiritimati", "Australia/Lord_Howe"))]
# Of the years 2024 to 2027.
MOMENTS = st.integers(1_704_067_200, 1_830_297_600).map(lambda at: datetime.fromtimestamp(at, UTC))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("rhythm", "weekday", "hour", "after", "due"),
    [
        ("day", 0, 7, "2026-11-22T06:59", "2026-11-22T07:00"),
        ("day", 0, 7, "2026-11-22T07:00", "2026-11-23T07:00"),
        ("week", 0, 7, "2026-11-22T12:00", "2026-11-23T07:00"),
        ("week", 6, 7, "2026-11-22T12:00", "2026-11-29T07:00"),
        ("month", 3, 7, "2026-11-22T12:00", "2026-12-01T07:00"),
        # There is no half past two in that night; what is due at two is due when it is three.
        ("day", 0, 2, "2026-03-28T12:00", "2026-03-29T03:00"),
    ],
)
def test_it_is_the_next_such_hour(
    rhythm: str, weekday: int, hour: int, after: str, due: str
) -> None:
    found = next_due(rhythm=rhythm, weekday=weekday, hour=hour, zone=BERLIN, after=berlin(after))
    assert found == berlin(due).astimezone(UTC)


@given(
    st.sampled_from(["day", "week", "month"]),
    st.integers(0, 6),
    st.integers(0, 23),
    st.sampled_from(ZONES),
    MOMENTS,
)
def test_it_lies_ahead_and_no_further_than_its_rhythm(
    rhythm: str, weekday: int, hour: int, zone: ZoneInfo, after: datetime
) -> None:
    found = next_due(rhythm=rhythm, weekday=weekday, hour=hour, zone=zone, after=after)
    farthest = {"day": 1, "week": 7, "month": 31}[rhythm]
    assert after < found <= after + timedelta(days=farthest, hours=1)
    there = found.astimezone(zone)
    assert (
        there.hour == hour
        or there.utcoffset() != (found - timedelta(hours=1)).astimezone(zone).utcoffset()
    )
    assert rhythm != "week" or there.weekday() == weekday
    assert rhythm != "month" or there.day == 1
