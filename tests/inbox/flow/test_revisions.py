"""What a message said when: in whatever order, and however often, its edits are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.flow.revisions import Story, matters

NINE = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
EDITS = [("First", 1), ("Second", 2), ("First", 3), ("Third", 4)]


def later(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


def told(*edits: tuple[str, int]) -> Story:
    story = Story("Original")
    for text, hours in edits:
        story.edit(text, later(hours))
    return story


def read(story: Story) -> tuple[str, datetime | None, list[tuple[str, datetime]]]:
    return story.text, story.edited_at, [(v.text, v.until) for v in story.versions]


def test_the_order_in_which_edits_are_told_changes_nothing() -> None:
    distinct = [("First", 1), ("Second", 2), ("Third", 3), ("Fourth", 4)]
    in_order = read(told(*distinct))
    assert in_order == (
        "Fourth",
        later(4),
        [("Original", later(1)), ("First", later(2)), ("Second", later(3)), ("Third", later(4))],
    )
    for shuffled in permutations(distinct):
        assert read(told(*shuffled, *distinct)) == in_order


@given(st.lists(st.sampled_from(EDITS), max_size=8), st.permutations(EDITS))
def test_the_last_words_always_win(
    before: list[tuple[str, int]], edits: list[tuple[str, int]]
) -> None:
    assert told(*before, *edits).text == "Third"


def test_words_that_came_changed_are_marked_and_have_no_earlier_version() -> None:
    story = Story("Already new")
    assert not story.edit("Already new", later(1))
    assert read(story) == ("Already new", later(1), [])


def test_of_a_deleted_message_nothing_is_left_and_nothing_comes_back() -> None:
    story = told(("First", 1))
    assert story.delete(later(2))
    assert not story.edit("Back again", later(3))
    assert not story.delete(later(4))
    assert read(story) == ("", later(1), [])
    assert story.deleted_at == later(2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("My router is down", "My router is down again"),
        ("It is working", "It is not working"),
        ("It is fine", "It isn't fine"),
        ("Thanks!", "It broke again"),
        ("👍", "👎"),
        ("動きません", "動きます"),
        ("", "Hello?"),
    ],
)
def test_other_words_matter(before: str, after: str) -> None:
    assert matters(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("My routr is down", "My router is down."),
        ("hello THERE", "Hello there!!"),
        ("It cant work", "It can't work"),
        ("the wi fi is off", "the wifi is off"),
        ("👍", "👍 "),
    ],
)
def test_better_spelling_does_not(before: str, after: str) -> None:
    assert not matters(before, after)


def test_very_long_texts_are_judged_at_once() -> None:
    assert matters("word " * 10_000, "word " * 9_999)
