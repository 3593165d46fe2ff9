"""Rows that travel as columns come back as they were, whatever stands in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.core.columns import columns_of, literal, types_of

pytestmark = pytest.mark.django_db

TABLE = "inbox_event"
NAMES = ("member_id", "kind", "at", "data")
# Postgres stores neither NUL nor half a character.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
TIMES = st.integers(-(10**10), 10**11).map(
    lambda ms: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
ROWS = st.lists(
    st.tuples(st.none() | st.integers(-(2**63), 2**63 - 1), TEXTS, TIMES, JSONS),
    min_size=1,
    max_size=6,
)


def given_back(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    made = columns_of(TABLE, names, rows)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(made.values)} FROM {made.source}",
            [*made.value_parameters, *made.source_parameters],
        )
        return list(cursor.fetchall())


def read(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """JSON as the driver gives it; Django reads it from its text."""
    return (*row[:-1], None if row[-1] is None else json.loads(row[-1]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS)
def test_rows_come_back_as_they_went_in(rows: list[tuple[Any, ...]]) -> None:
    assert [read(row) for row in given_back(NAMES, rows)] == rows


@pytest.mark.parametrize("text", ["NULL", "null", "", " ", '"', "\\", "{}", "a,b", "\ud83d\ude00"])
def test_words_that_mean_something_in_an_array_are_only_words(text: str) -> None:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows: list[tuple[Any, ...]] = [(1, text, at, {}), (None, "other", at, {}), (2, text, at, {})]
    assert [row[1] for row in given_back(NAMES, rows)] == [text, "other", text]


def test_a_column_that_is_the_same_in_every_row_travels_once() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = columns_of(TABLE, NAMES, [(7, "x", at, {"n": n}) for n in range(50)])
    assert len(made.value_parameters) == 3
    assert made.source.count("unnest") == 0


def test_a_text_that_postgres_cannot_store_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="holds NUL"):
        literal(["fine", "not\x00fine"])


def test_a_cast_never_cuts_a_text_that_is_too_long() -> None:
    assert types_of(TABLE)["kind"] in {"varchar", "text"}
