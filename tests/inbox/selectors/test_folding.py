"""Looking for a word in a message's folded text is a short way past messages without it. It must
never go past one in which the index of words would have found it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests import databases

Ask = Callable[[str, str], tuple[bool, bool]]
Said = list[tuple[str, str]]

WORDS: tuple[str, ...] = (
    "Router",
    "réseau",
    "Straße",
    "ﬁbre",
    "İstanbul",
    "O'Neill",
    "100%",
    "_x_",
    "a\\b",
    "½",
)
WORDS += ("www.acme.example/help?a=1", "kim@acme.example", "-5.5", "3/4", "ORD-2024/17", "١٢٣")
WORDS += ("路由器坏了", "อินเทอร์เน็ตช้า", "الإنترنت", "بطيء", "कनेक्शन", "👍🏽", "ǅ", "don’t", "C++")
GAPS = (" ", "  ", ", ", "-", "/", ".", "…", "\n", "\u00a0", "\u200d", "_", "'")

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
words = st.sampled_from(WORDS) | st.text(letters, min_size=1, max_size=8)
whole = st.lists(st.tuples(words, st.sampled_from(GAPS)), min_size=1, max_size=8)

ASK = (
    "SELECT care_words(%(said)s) @@ care_asked(ARRAY[%(term)s], '{}', false),"
    " care_folded(%(said)s) LIKE ALL (care_needles(ARRAY[%(term)s]))"
)


@pytest.fixture(scope="module")
def ask(django_db_setup: None, database_name: str) -> Iterator[Ask]:
    """Whether the index would find it, and whether the short way would."""
    with closing(databases.admin_connection(database_name)) as admin, admin.cursor() as cursor:

        def asked(text: str, term: str) -> tuple[bool, bool]:
            cursor.execute(ASK, {"said": text, "term": term})
            ((by_words, by_letters),) = cursor.fetchall()
            return by_words, by_letters

        yield asked


@given(said=whole, place=st.integers(0, 7), length=st.integers(1, 3))
def test_what_the_index_finds_is_not_passed_over(
    ask: Ask, said: Said, place: int, length: int
) -> None:
    asked_for = said[place : place + length]
    assume(asked_for)
    text, term = ("".join(word + gap for word, gap in part) for part in (said, asked_for))
    by_words, by_letters = ask(text, term)
    assert by_letters or not by_words


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The router is broken", "modem"),
        ("The internet router", "router internet"),
        ("50 of 100", "100%5"),
        ("路由器", "坏了"),
    ],
)
def test_most_of_what_does_not_fit_is_passed_over(ask: Ask, text: str, term: str) -> None:
    assert ask(text, term) == (False, False)
