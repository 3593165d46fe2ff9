"""One calendar after another: each moment counts by the one that held then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import BusinessTime, CalendarVersion, Choice
from routing.engine.calendar import Span
from routing.engine.choices import chosen, joined

EVER = datetime(1970, 1, 1, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS: tuple[tuple[Span, ...], ...] = (((540, 1020),),) * 5 + ((), ())
NIGHTS: tuple[tuple[Span, ...], ...] = (((0, 360), (1320, 1440)),) * 7
SHORT: tuple[tuple[Span, ...], ...] = (((600, 720),),) * 7
VERSIONS = {
    1: [CalendarVersion(EVER, "UTC", DAYS)],
    2: [
        CalendarVersion(EVER, "Europe/Berlin", NIGHTS),
        CalendarVersion(NEW_YEAR + timedelta(days=40), "Europe/Berlin", SHORT),
    ],
    # Made later than it was chosen for, like one whose first version began with a change.
    3: [CalendarVersion(NEW_YEAR + timedelta(days=20), "America/New_York", SHORT)],
}
HOURS = {number: BusinessTime(every) for number, every in VERSIONS.items()}


def on(day: int) -> datetime:
    return NEW_YEAR + timedelta(days=day)


def test_who_never_chose_goes_by_the_default_of_the_time() -> None:
    default = [Choice(EVER, 1), Choice(on(5), 2)]
    assert chosen([Choice(EVER, None)], default) == [(EVER, 1), (on(5), 2)]


def test_who_chose_does_not_care_what_the_default_is() -> None:
    default = [Choice(EVER, 1), Choice(on(5), 2)]
    own = [Choice(EVER, None), Choice(on(3), 3), Choice(on(9), None)]
    assert chosen(own, default) == [(EVER, 1), (on(3), 3), (on(9), 2)]


def test_a_choice_of_what_holds_already_changes_nothing() -> None:
    assert chosen([Choice(EVER, 1), Choice(on(4), 1)], [Choice(EVER, 1)]) == [(EVER, 1)]


def test_without_any_default_there_is_nothing_to_go_by() -> None:
    with pytest.raises(ValueError, match="No calendar is the default one"):
        chosen([Choice(EVER, None)], [Choice(EVER, None)])


moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
of_default = st.lists(st.builds(Choice, moments, st.sampled_from([1, 2, 3])), max_size=4)
of_own = st.lists(st.builds(Choice, moments, st.sampled_from([None, 1, 2, 3])), max_size=4)


@given(own=of_own, default=of_default, first=st.sampled_from([1, 2, 3]), at=moments, to=moments)
def test_each_stretch_counts_by_the_calendar_that_held_in_it(
    own: list[Choice], default: list[Choice], first: int, at: datetime, to: datetime
) -> None:
    at, to = sorted((at, to))
    own = [Choice(EVER, None), *{choice.valid_from: choice for choice in own}.values()]
    default = [Choice(EVER, first), *{choice.valid_from: choice for choice in default}.values()]
    held = chosen(own, default)
    whole = BusinessTime(joined(held, VERSIONS))
    edges = [at, *(since for since, _ in held if at < since < to), to]
    apart = timedelta(0)
    for since, until in pairwise(edges):
        standing = [choice for choice in own if choice.valid_from <= since]
        name = max(standing, key=lambda choice: choice.valid_from).calendar_id
        standing = [choice for choice in default if choice.valid_from <= since]
        name = name or max(standing, key=lambda choice: choice.valid_from).calendar_id
        assert name is not None
        apart += HOURS[name].between(since, until)
    assert whole.between(at, to) == apart
