"""How many turns we took: parts of one answer are one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inbox.clocks.spoken import ONE_ANSWER, Spoken, human_turns, next_turn

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def they(minute: float) -> Spoken:
    return Spoken(NOON + timedelta(minutes=minute), inbound=True)


def we(minute: float, *, free: bool = False, acknowledges: bool = False) -> Spoken:
    return Spoken(NOON + timedelta(minutes=minute), False, free, acknowledges)


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def test_parts_of_one_answer_are_one_turn() -> None:
    assert human_turns([they(0), we(5), we(7), we(16)]) == 1
    assert next_turn([they(0), we(5)], now=at(9)) == 1


def test_an_answer_after_a_pause_or_after_a_question_is_another_turn() -> None:
    assert human_turns([they(0), we(5), we(16)]) == 2
    assert human_turns([they(0), we(5), they(6), we(7)]) == 2
    assert next_turn([they(0), we(5), they(6)], now=at(7)) == 2


def test_the_answer_after_an_acknowledgement_is_the_second_turn() -> None:
    said = [they(0), we(1, acknowledges=True)]
    assert next_turn(said, now=at(3)) == 2
    assert human_turns([*said, we(3)]) == 2


def test_an_invitation_and_the_public_close_are_free() -> None:
    said = [they(0), we(1, free=True), they(30), we(40), we(90, free=True)]
    assert human_turns(said) == 1
    assert next_turn([they(0), we(1, free=True)], now=at(2)) == 1


@given(st.lists(st.tuples(st.integers(0, 500), st.booleans(), st.booleans(), st.booleans())))
def test_turns_are_never_more_than_messages_and_the_next_never_skips_one(
    said: list[tuple[int, bool, bool, bool]],
) -> None:
    spoken = [Spoken(at(m), inbound, free, ack) for m, inbound, free, ack in said]
    turns = human_turns(spoken)
    ours = [one for one in spoken if not one.inbound and not one.free]
    assert (turns > 0) == bool(ours)
    assert turns <= len(ours)
    assert next_turn(spoken, now=at(500)) in {turns, turns + 1}
    assert next_turn(spoken, now=at(500) + ONE_ANSWER * 2) == turns + 1
