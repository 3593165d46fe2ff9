"""Edits and deletions that are heard of before their message: nothing known of it is lost."""

from __future__ import annotations

from itertools import permutations

import pytest

from inbox.models import EarlyChange
from tests.cast import Cast
from tests.inbox.flow.feed import said, take_in
from tests.inbox.flow.test_changes import AGO, before, deleted, edited, hear_of, message, told
from tests.inbox.verbs import now

THREE = [edited("1", text, now() - AGO * n) for n, text in enumerate(["D", "C", "B"])]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_all_edits_that_came_before_their_message_are_shown(
    acme: Cast, order: tuple[int, ...]
) -> None:
    for number in order:
        hear_of(acme, THREE[number], THREE[0])
    take_in(acme, said("1", text="A", sent_at=now() - 9 * AGO))
    assert (message(acme).text, before(acme)) == ("D", ["A", "B", "C"])
    assert message(acme).edited_at == THREE[0].at
    assert len(told(acme, "message_edited")) == 1
    with acme.door():
        assert not EarlyChange.objects.exists()


@pytest.mark.parametrize("early", [True, False])
def test_a_message_that_came_with_its_last_words_did_not_begin_with_them(
    acme: Cast, early: bool
) -> None:
    if early:
        hear_of(acme, *THREE)
    take_in(acme, said("1", text="D", sent_at=now() - 9 * AGO))
    if not early:
        hear_of(acme, *THREE)
    assert (message(acme).text, before(acme)) == ("D", ["B", "C"])


@pytest.mark.parametrize("together", [True, False])
def test_of_a_message_deleted_before_it_came_no_earlier_word_waits(
    acme: Cast, together: bool
) -> None:
    gone = deleted("1", now() - AGO)
    if together:
        hear_of(acme, THREE[2], gone, *THREE)
    else:
        hear_of(acme, *THREE)
        hear_of(acme, gone)
        hear_of(acme, *THREE, deleted("1"))
    with acme.door():
        assert list(EarlyChange.objects.values_list("what", "text", "at")) == [
            ("deleted", "", gone.at)
        ]
    take_in(acme, said("1", text="A", sent_at=now() - 9 * AGO))
    assert (message(acme).text, message(acme).deleted_at) == ("", gone.at)
    assert before(acme) == []


def test_two_edits_of_one_moment_are_one_early_or_late(acme: Cast) -> None:
    both = [edited("1", "B", THREE[0].at), edited("1", "C", THREE[0].at)]
    hear_of(acme, *both)
    take_in(acme, said("1", text="A", sent_at=now() - 9 * AGO))
    assert (message(acme).text, before(acme)) == ("B", ["A"])
