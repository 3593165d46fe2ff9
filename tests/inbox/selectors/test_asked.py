"""What is typed into the search field, and what it means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.desk.marking import LONGEST, marked
from inbox.selectors.asked import MOST_TERMS, OPERATORS, VALUED, Asked, Problem, parse, typed

anything = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from('":- *tagfromhas'), st.just("路"))
)
word = st.text(alphabet="abcdefghij", min_size=1, max_size=8)


@given(anything)
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    asked = parse(text)
    assert len(asked.terms) + len(asked.without) <= MOST_TERMS
    assert all(term.strip() for term in (*asked.terms, *asked.without))
    assert {name for name, _ in asked.given} <= set(VALUED)


@given(st.lists(word, max_size=8), st.lists(word, max_size=8))
def test_plain_words_are_all_wanted_and_those_with_a_minus_are_not(
    wanted: list[str], unwanted: list[str]
) -> None:
    asked = parse(" ".join([*wanted, *(f"-{each}" for each in unwanted)]))
    assert asked == Asked(terms=tuple(wanted), without=tuple(unwanted))


@given(st.lists(st.tuples(st.sampled_from(VALUED), st.lists(word, min_size=1, max_size=3))))
def test_operators_come_back_as_they_were_typed(operators: list[tuple[str, list[str]]]) -> None:
    pairs = [(name, " ".join(words)) for name, words in operators][:10]
    assert parse(typed(pairs)).given == tuple(pairs)


@given(st.lists(word, min_size=2, max_size=5))
def test_quoted_words_stay_together(words: list[str]) -> None:
    phrase = " ".join(words)
    assert parse(f'"{phrase}"').terms == (phrase,)
    assert parse(f'-"{phrase}"').without == (phrase,)
    assert parse(f'"{phrase}').terms == (phrase,)


def test_every_operator() -> None:
    asked = parse(
        'refund tag:billing from:@kim channel:"acme on x" state:open line:2 team:experts owner:me'
        " before:2026-04-01 after:2026-03-01 has:note"
    )
    assert asked.terms == ("refund",)
    assert asked.values("channel") == ("acme on x",)
    assert asked.values("from") == ("@kim",)
    assert (asked.after, asked.before) == (date(2026, 3, 1), date(2026, 4, 1))
    assert asked.noted
    assert not asked.problems
    assert len(OPERATORS) == 12


@pytest.mark.parametrize(
    ("text", "problem", "terms"),
    [
        ("colour:red", Problem("unknown", "colour:"), ("colour red",)),
        ("tag:", Problem("empty", "tag:"), ()),
        ("before:soon", Problem("date", "before:soon"), ()),
        ("has:love", Problem("has", "has:love"), ()),
        ("-tag:vip", Problem("minus", "-tag:vip"), ()),
    ],
)
def test_what_is_not_understood_is_said(
    text: str, problem: Problem, terms: tuple[str, ...]
) -> None:
    asked = parse(text)
    assert (asked.problems, asked.terms) == ((problem,), terms)


def test_an_address_is_no_operator() -> None:
    assert parse("https://acme.example/help").problems == ()


@given(anything, st.lists(anything, max_size=4))
def test_marking_loses_and_adds_no_letter(text: str, terms: list[str]) -> None:
    pieces = marked(text, terms)
    shown = "".join(words for words, _ in pieces)
    assert shown.strip("…").replace("…", "") in " ".join(text.split()).replace("…", "")
    assert len(shown) <= LONGEST + 2


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("My Router is down", "router", "Router"),
        ("Le RÉSEAU est lent", "reseau", "RÉSEAU"),
        ("the down-time of it", '"down time"', "down-time"),
        ("我的路由器坏了", "坏了", "坏了"),
        ("refunded today", "refun*", "refun"),
        ("a long way " * 30 + "to the needle", "needle", "needle"),
    ],
)
def test_what_was_found_is_marked(text: str, term: str, found: str) -> None:
    assert [words for words, hit in marked(text, [term]) if hit] == [found]


def test_a_word_inside_another_is_not_marked() -> None:
    assert marked("routers", ["router"]) == (("routers", False),)
