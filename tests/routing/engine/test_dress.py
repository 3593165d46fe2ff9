"""Greetings and signatures around a reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine.dress import dressed, signature
from routing.engine.filling import About

VALUES = About(agent="Jo Doe", initials="JD", brand="Acme").values()


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("^{initials}", "^JD"),
        ("-{first_name}", "-Jo"),
        ("{name}, {brand}", "Jo Doe, Acme"),
        ("^{{agent.initials}}", "^JD"),
        ("", ""),
    ],
)
def test_a_signature_by_its_style(style: str, line: str) -> None:
    assert signature(style, VALUES).text == line


def test_a_style_with_an_unknown_name_says_so() -> None:
    assert signature("^{initial}", VALUES).undefined == ("initial",)


@pytest.mark.parametrize(
    ("text", "greeting", "sign", "whole"),
    [
        ("Done.", "Hi Kim,", "^JD", "Hi Kim, Done. ^JD"),
        ("Done. ^JD", "", "^JD", "Done. ^JD"),
        ("Done.\n^JD", "", "^JD", "Done.\n^JD"),
        ("Hi Kim, done.", "Hi Kim,", "", "Hi Kim, done."),
        ("Ask Mary-Jo", "", "-Jo", "Ask Mary-Jo -Jo"),
        ("", "Hi Kim,", "^JD", "Hi Kim, ^JD"),
        ("", "", "", ""),
    ],
)
def test_what_the_customer_gets(text: str, greeting: str, sign: str, whole: str) -> None:
    assert dressed(text, greeting=greeting, signature=sign) == whole


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(words, words, words)
def test_nothing_is_put_on_twice(text: str, greeting: str, sign: str) -> None:
    once = dressed(text, greeting=greeting, signature=sign)
    assert dressed(once, greeting=greeting, signature=sign) == once
