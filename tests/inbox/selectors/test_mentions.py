"""Whom an @ in a note means."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.selectors.mentions import mentions, names_of

NAMES = names_of(
    [
        (1, "Anna"),
        (2, "Amir Khan"),
        (3, "Li"),
        (4, "Eva Braun"),
        (5, "Eva Klein"),
        (6, "Tom"),
        (7, "Tom"),
    ],
    [(1, "First Line", "first-line"), (2, "Experts", "experts")],
)


def meant(text: str) -> list[tuple[str, str, int]]:
    return [(text[m.start : m.end], m.kind, m.id) for m in mentions(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Anna look", [("@Anna", "member", 1)]),
        ("see @ANNA, and (@amir khan)!", [("@ANNA", "member", 1), ("@amir khan", "member", 2)]),
        ("@amir", [("@amir", "member", 2)]),
        ("@first-line and @Experts", [("@first-line", "team", 1), ("@Experts", "team", 2)]),
        ("@First Line", [("@First Line", "team", 1)]),
        ("mail anna@anna.example", []),
        ("@annabel", []),
        ("@eva", []),
        ("@Eva Klein", [("@Eva Klein", "member", 5)]),
        ("@tom", []),
        ("@@li", [("@li", "member", 3)]),
        ("@", []),
    ],
)
def test_a_name_behind_an_at_sign_calls(text: str, found: list[tuple[str, str, int]]) -> None:
    assert meant(text) == found


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("@ anlieoftm"))))
def test_calls_stand_apart_and_in_their_order(text: str) -> None:
    found = mentions(text, NAMES)
    assert all(text[one.start] == "@" and one.end > one.start + 1 for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
