from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine.spans import parse_span, say_span


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("2 h 30 min", 9_000),
        ("2h30m", 9_000),
        ("2:30", 9_000),
        ("1.5 hours", 5_400),
        ("1,5 h", 5_400),
        (" 3 Days ", 259_200),
        ("90 minutes, 10 seconds", 5_410),
        ("0 min", 0),
    ],
)
def test_people_type_spans_in_many_ways(typed: str, seconds: int) -> None:
    assert parse_span(typed) == seconds


@pytest.mark.parametrize(
    "typed", ["", "90", "soon", "2 x", "h", "-1 h", "1 h -2 min", "2:75", "1 h 30", "٣ h ago"]
)
def test_what_could_mean_two_things_is_no_span(typed: str) -> None:
    assert parse_span(typed) is None


@given(st.integers(0, 10**8))
def test_what_is_shown_is_read_to_the_same(seconds: int) -> None:
    assert parse_span(say_span(seconds)) == seconds


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(typed: str) -> None:
    found = parse_span(typed)
    assert found is None or found >= 0
