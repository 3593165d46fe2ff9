"""What one would call somebody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine.names import first_name


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Kim Larsen", "Kim"),
        ("anna müller", "Anna"),
        ("ANNA SMITH", "Anna"),
        ("JP Morgan", "JP"),
        ("Dr. Anna Müller", "Anna"),
        ("Müller, Anna", "Anna"),
        ("J. Smith", "J. Smith"),
        ("Jean-Luc Picard", "Jean-Luc"),
        ("McKenna Ray", "McKenna"),
        ("D’Angelo Russell", "D’Angelo"),
        ("✨Anna✨ | she/her", "Anna"),
        ("Anna (on holiday)", "Anna"),
        ("𝓐𝓷𝓷𝓪 B", "Anna"),
        ("Мария Иванова", "Мария"),
        ("محمد علي", "محمد"),
        ("王小明", "王小明"),
        ("田中 太郎", "田中 太郎"),
        ("김민준", "김민준"),
        ("Madonna", "Madonna"),
    ],
)
def test_a_name(name: str, called: str) -> None:
    assert first_name(name) == called


@pytest.mark.parametrize(
    "name", ["", "  ", "@kim", "gamer_92", "Anna92 X", "CoffeeFan", "🎉🎉", "x", "!!!", "1234"]
)
def test_no_name(name: str) -> None:
    assert first_name(name) == ""


def test_an_account_that_shows_only_its_handle_has_no_name() -> None:
    assert first_name("kim", handle="@kim@example.social") == ""
    assert first_name("kim", handle="@other") == "Kim"
    assert first_name("Kim", handle="@kim") == "Kim"


@given(st.text(), st.text())
def test_it_never_fails_and_is_never_long(name: str, handle: str) -> None:
    called = first_name(name, handle=handle)
    assert len(called) <= 80
    assert called == called.strip()
