"""The checker, held against rows that somebody wrote down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.drill.truth import Row, Truth
from tests.drill.verdict import Verdict, is_quiet, judge


def entry(id_: str, text: str, *, seq: int = 1, own: bool = False, deleted: bool = False) -> Row:
    return {
        "seq": seq,
        "id": id_,
        "kind": "post",
        "text": text,
        "deleted": deleted,
        "account": "acme",
        "own": own,
    }


def message(id_: int, external_id: str | None, text: str, **more: Any) -> Row:
    given = {"direction": "in", "case_id": 1, "deleted": False, "account": "acme", "kind": "post"}
    return {"id": id_, "external_id": external_id, "text": text, **given, **more}


def reply(id_: int, text: str, state: str = "sent", **more: Any) -> Row:
    """Its message has the number of a hundred more."""
    given = {"account": "acme", "case_id": 1, "case_state": "open", "look_at": None}
    flags = {"overdue": False, "doubted": False, "sent_anew": False, "answered_later": False}
    return {
        "id": id_,
        "message_id": 100 + id_,
        "text": text,
        "state": state,
        **given,
        **flags,
    } | more


ASKED = entry("p1", "where is it?")
ANSWERED = entry("p2", "on its way", seq=2, own=True)
GOOD = Truth(
    ledger=[ASKED, ANSWERED],
    messages=[
        message(1, "p1", "where is it?"),
        message(101, "p2", "on its way", direction="out"),
    ],
    replies=[reply(1, "on its way")],
    parked=[],
    streams=[],
)


def wrong(truth: Truth) -> dict[str, int]:
    return {name: len(rows) for name, rows in judge(truth).wrong.items() if rows}


def test_a_message_and_its_answer_are_all_right() -> None:
    verdict = judge(GOOD)
    assert wrong(GOOD) == {}
    assert (verdict.heard, verdict.replies, verdict.doubted, verdict.unknown) == (1, 1, 0, 0)


def test_what_the_network_has_and_nobody_stored_is_lost() -> None:
    assert wrong(replace(GOOD, messages=GOOD.messages[1:])) == {"lost": 1}


def test_what_was_parked_with_a_reason_is_not_lost() -> None:
    parked = [{"account": "acme", "kind": "post", "external_id": "p1", "reason": "no author"}]
    assert wrong(replace(GOOD, messages=GOOD.messages[1:], parked=parked)) == {}


def test_what_was_deleted_before_anybody_read_it_is_not_lost() -> None:
    ledger = [entry("p1", "where is it?", deleted=True), ANSWERED]
    assert wrong(replace(GOOD, ledger=ledger, messages=GOOD.messages[1:])) == {}


def test_a_post_of_ours_that_is_nowhere_here_is_lost() -> None:
    by_hand = entry("p3", "by hand", seq=3, own=True)
    assert wrong(replace(GOOD, ledger=[*GOOD.ledger, by_hand])) == {"lost": 1}


def test_a_message_stored_twice_is_doubled_in() -> None:
    twice = [*GOOD.messages, message(2, "p1", "where is it?")]
    assert wrong(replace(GOOD, messages=twice)) == {"doubled in": 1}


def test_a_reply_beside_its_own_echo_is_doubled_in() -> None:
    ours = message(101, None, "on its way", direction="out")
    echo = message(102, "p2", "on its way", direction="out")
    messages = [GOOD.messages[0], ours, echo]
    truth = replace(GOOD, messages=messages, replies=[reply(1, "on its way", "unknown")])
    assert wrong(truth) == {"doubled in": 1}


def test_a_reply_that_stands_on_the_network_twice_is_doubled_out() -> None:
    again = entry("p3", "on its way", seq=3, own=True)
    messages = [*GOOD.messages, message(103, "p3", "on its way", direction="out")]
    truth = replace(GOOD, ledger=[*GOOD.ledger, again], messages=messages)
    assert wrong(truth) == {"doubled out": 1}


def test_a_reply_that_is_called_sent_and_is_not_there_is_untrue() -> None:
    truth = replace(GOOD, ledger=[ASKED], messages=GOOD.messages[:1])
    truth = replace(truth, messages=[*truth.messages, message(101, None, "x", direction="out")])
    assert wrong(truth) == {"untrue": 1}


@pytest.mark.parametrize("state", ["failed", "discarded"])
def test_a_reply_that_is_given_up_and_is_there_is_untrue(state: str) -> None:
    assert "untrue" in wrong(replace(GOOD, replies=[reply(1, "on its way", state)]))


def test_what_is_due_and_taken_up_by_nobody_is_in_limbo() -> None:
    waiting = reply(2, "later", "queued", overdue=True)
    late = {"id": 1, "account": "acme", "kind": "mentions", "overdue": True}
    messages = [*GOOD.messages, message(102, None, "later", direction="out")]
    truth = replace(GOOD, replies=[*GOOD.replies, waiting], messages=messages, streams=[late])
    assert wrong(truth) == {"limbo": 2}


@pytest.mark.parametrize(
    ("case", "later", "hidden"),
    [("open", False, 0), ("waiting", False, 1), ("resolved", False, 1), ("waiting", True, 0)],
)
def test_doubt_must_be_where_an_agent_looks(case: str, later: bool, hidden: int) -> None:
    doubt = reply(2, "later", "unknown", doubted=True, case_state=case, answered_later=later)
    messages = [*GOOD.messages, message(102, None, "later", direction="out")]
    truth = replace(GOOD, replies=[*GOOD.replies, doubt], messages=messages)
    assert wrong(truth) == ({"hidden": 1} if hidden else {})
    assert (judge(truth).doubted, judge(truth).settled, judge(truth).unknown) == (1, 0, 1)


def in_two_words(*, doubted: bool) -> Truth:
    """The later one reached the network first."""
    ledger = [ASKED, entry("p2", "two", seq=2, own=True), entry("p3", "one", seq=3, own=True)]
    one = message(101, "p3", "one", direction="out")
    two = message(102, "p2", "two", direction="out")
    replies = [reply(1, "one", doubted=doubted), reply(2, "two")]
    return replace(GOOD, ledger=ledger, messages=[GOOD.messages[0], one, two], replies=replies)


def test_later_words_of_a_case_before_earlier_ones_are_out_of_order() -> None:
    assert wrong(in_two_words(doubted=False)) == {"out of order": 1}


def test_nobody_waits_for_what_is_in_doubt() -> None:
    assert wrong(in_two_words(doubted=True)) == {}


def test_what_was_changed_on_the_network_must_read_so_here() -> None:
    ledger = [entry("p1", "where is it now?"), ANSWERED]
    assert wrong(replace(GOOD, ledger=ledger)) == {"stale": 1}


def test_of_what_was_deleted_only_the_sign_may_stay() -> None:
    ledger = [entry("p1", "where is it?", deleted=True), ANSWERED]
    assert wrong(replace(GOOD, ledger=ledger)) == {"stale": 1}
    sign = message(1, "p1", "", deleted=True)
    assert wrong(replace(GOOD, ledger=ledger, messages=[sign, GOOD.messages[1]])) == {}


@pytest.mark.parametrize(
    ("last", "quiet"),
    [
        (reply(2, "later", "queued"), False),
        (reply(2, "later", "sending"), False),
        (reply(2, "later", "unknown", look_at="soon"), False),
        (reply(2, "later", "unknown"), True),
        (reply(2, "later", "failed"), True),
    ],
)
def test_a_seed_is_over_when_nothing_moves_by_itself(last: Row, quiet: bool) -> None:
    messages = [*GOOD.messages, message(102, None, "later", direction="out")]
    verdict: Verdict = judge(replace(GOOD, replies=[*GOOD.replies, last], messages=messages))
    assert is_quiet(verdict, ["lost", "stale"]) is quiet


def test_a_seed_is_not_over_while_something_is_missing() -> None:
    verdict = judge(replace(GOOD, messages=GOOD.messages[1:]))
    assert not is_quiet(verdict, ["lost"])
    assert is_quiet(verdict, [])
