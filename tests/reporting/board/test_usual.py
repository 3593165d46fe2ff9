"""What is usual at this hour of the week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reporting.board.usual import ENOUGH, WEEKS, Usual, usual_of, windows

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 4, 14, 30, tzinfo=UTC)
SPANS = windows(NOW, BERLIN)
LONG_AGO = NOW - timedelta(days=400)


def test_the_hour_is_the_same_by_the_clock_on_the_wall_also_over_a_change_of_the_clocks() -> None:
    for weeks, (start, end) in enumerate(SPANS):
        there = end.astimezone(BERLIN)
        assert (there.weekday(), there.hour, there.minute) == (2, 15, 30)
        assert end - start == timedelta(hours=1)
        assert (NOW.date() - there.date()).days == 7 * weeks
    assert len(SPANS) == WEEKS + 1
    # Summer time ended on 25 October.
    assert NOW - SPANS[2][1] == timedelta(weeks=2) + timedelta(hours=1)


def usual(counts: dict[int, int], since: datetime | None = LONG_AGO) -> Usual:
    return usual_of(counts, SPANS, since=since, href="/cases/")


def test_an_odd_week_does_not_change_what_is_usual() -> None:
    quiet = dict.fromkeys(range(1, WEEKS + 1), 10)
    assert usual(quiet | {0: 4, 3: 900}).usual == 10


def test_weeks_in_which_nothing_came_count_as_such() -> None:
    assert usual({0: 7, 1: 12, 2: 12, 3: 12}).usual == 0


def test_weeks_before_anything_was_counted_do_not_count() -> None:
    counts = dict.fromkeys(range(ENOUGH + 1), 10)
    begun = SPANS[ENOUGH][0] - timedelta(minutes=1)
    assert usual(counts, since=begun).usual == 10
    later = SPANS[ENOUGH][0] + timedelta(minutes=1)
    assert usual(counts, since=later).usual is None
    assert usual(counts, since=later).weeks == ENOUGH - 1
    assert usual(counts, since=later).how == ""
    assert usual({}, since=None).usual is None


@pytest.mark.parametrize(
    ("here", "before", "how"),
    [
        *((10, 10, "as"), (12, 10, "as"), (13, 10, "more"), (7, 10, "less"), (8, 10, "as")),
        *((2, 0, "as"), (3, 0, "more"), (0, 2, "as"), (0, 3, "less"), (120, 100, "as")),
    ],
)
def test_a_handful_more_or_less_is_as_usual(here: int, before: int, how: str) -> None:
    counts = dict.fromkeys(range(1, WEEKS + 1), before) | {0: here}
    assert usual(counts).how == how


def test_nothing_opens_no_list() -> None:
    assert usual({}).href == ""
    assert usual({0: 1}).href == "/cases/"
