"""Hours of a day in plain writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine.calendar import DAY_MINUTES, tidy
from routing.engine.day_hours import minutes_open, parse_hours, say_hours


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("09:00-12:30, 13:30-18:00", ((540, 750), (810, 1080))),
        ("9-17", ((540, 1020),)),
        (" 9.00 – 12h30;13:30 to 18 ", ((540, 750), (810, 1080))),
        ("13:30-18:00, 09:00-12:30", ((540, 750), (810, 1080))),
        ("09:00-12:00, 12:00-15:00", ((540, 900),)),
        ("22:00-24:00", ((1320, 1440),)),
        ("22:00-00:00", ((1320, 1440),)),
        ("0-24", ((0, 1440),)),
        ("", ()),
        ("   ", ()),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, spans: tuple[object, ...]) -> None:
    assert parse_hours(typed) == spans


@pytest.mark.parametrize(
    "typed",
    [
        "closed",
        "9",
        "09:00",
        "18:00-09:00",
        "09:00-09:00",
        "22:00-06:00",
        "9:60-10",
        "23-25",
        "24:30-24:40",
        "09:00-17:00,",
        "-3-5",
        "٩-١٧x",
        ", ".join(f"{hour}:00-{hour}:30" for hour in range(13)),
    ],
)
def test_what_is_no_hours_is_none(typed: str) -> None:
    assert parse_hours(typed) is None


minutes = st.integers(0, DAY_MINUTES)


@given(st.lists(st.tuples(minutes, minutes).filter(lambda span: span[0] < span[1]), max_size=6))
def test_what_is_said_is_read_to_the_same_spans(spans: list[tuple[int, int]]) -> None:
    kept = tidy(spans)
    assert parse_hours(say_hours(kept)) == kept
    assert minutes_open(kept) == len({m for start, end in spans for m in range(start, end)})
