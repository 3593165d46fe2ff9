from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine.field_values import Field, Kind, Refusal, Value, read_value

KINDS = get_args(Kind)


def field(kind: Kind) -> Field:
    return Field("Plan", kind, ("Basic", "Family"))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  a word ", "a word"),
        ("text", "e\u0301", "é"),
        ("number", "12.50", "12.50"),
        ("number", "1 234,5", "1234.5"),
        ("number", "1,234,567", "1234567"),
        ("number", "-3", "-3"),
        ("choice", "Family", "Family"),
        ("day", "2026-02-28", "2026-02-28"),
        ("yes_no", "yes", True),
        ("yes_no", "OFF", False),
        ("yes_no", False, False),
        ("day", "", None),
        ("number", None, None),
    ],
)
def test_a_value_is_read(kind: Kind, raw: str | bool | None, value: Value) -> None:
    assert read_value(field(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        ("text", "x" * 501, "“Plan” has 501 characters; at most 500 fit."),
        ("text", "a\x00b", "“Plan” holds characters that cannot be stored. Type it anew."),
        ("number", "twelve", "“Plan” is a number, for example 12.5. Type it anew."),
        ("number", "NaN", "“Plan” is a number, for example 12.5. Type it anew."),
        ("number", "1" * 31, "“Plan” is a number, for example 12.5. Type it anew."),
        ("choice", "Gold", "“Plan” is one of Basic, Family. Choose one."),
        ("day", "2026-02-30", "“Plan” is a day, for example 2026-11-22. Choose one."),
        ("yes_no", "maybe", "“Plan” is yes or no. Choose one."),
        ("text", True, "“Plan” is a text. Type it anew."),
        ("choice", True, "“Plan” is one of Basic, Family. Choose one."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    kind: Kind, raw: str | bool, sentence: str
) -> None:
    refusal = read_value(field(kind), raw)
    assert isinstance(refusal, Refusal)
    assert refusal.said_in(str) == sentence


@given(st.sampled_from(KINDS), st.none() | st.booleans() | st.text(max_size=60))
def test_what_was_stored_is_read_to_itself(kind: Kind, raw: str | bool | None) -> None:
    value = read_value(field(kind), raw)
    if not isinstance(value, Refusal):
        assert read_value(field(kind), json.loads(json.dumps(value))) == value
