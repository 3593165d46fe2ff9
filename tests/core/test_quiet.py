"""Quiet hours, also over midnight."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from care.core.quiet import is_quiet, quiet_ends

BERLIN = ZoneInfo("Europe/Berlin")
SPAN = (datetime(2020, 1, 1), datetime(2035, 1, 1))  # noqa: DTZ001  # the zone is put on them
moments = st.datetimes(*SPAN, timezones=st.just(BERLIN))
times = st.times().map(lambda at: at.replace(microsecond=0))


def by_minutes(at: datetime, since: time, until: time) -> bool:
    """Walks from the beginning to the end, as a clock does."""
    day = timedelta(days=1)
    start, end, now = (
        timedelta(hours=t.hour, minutes=t.minute, seconds=t.second)
        for t in (since, until, at.time())
    )
    return (now - start) % day < (end - start) % day


@given(moments, times, times)
def test_it_is_quiet_from_the_one_to_the_other_around_the_clock(
    at: datetime, since: time, until: time
) -> None:
    assert is_quiet(at, since, until) is by_minutes(at.replace(microsecond=0), since, until)
    assert is_quiet(at, None, until) is is_quiet(at, since, None) is False


@given(moments, times, times)
def test_the_end_is_the_first_moment_that_is_not_quiet(
    at: datetime, since: time, until: time
) -> None:
    ends = quiet_ends(at, since, until)
    assert (ends is not None) is is_quiet(at, since, until)
    if ends is not None:
        assert at < ends <= at + timedelta(days=1)
        assert ends.time() == until
        assert not is_quiet(ends, since, until)
