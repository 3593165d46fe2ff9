"""Edits and deletions on the network: any order, any number of times, and what cases make of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest

from care.core.errors import Refused
from inbox.actions.state import do_resolve
from inbox.flow.delivery import accepted
from inbox.flow.ingest.changes import receive_changes
from inbox.models import (
    Case,
    Channel,
    Clock,
    EarlyChange,
    Event,
    Message,
    MessageVersion,
    ParkedItem,
)
from inbox.networks.items import Change, Sent
from tests.cast import Cast
from tests.inbox.flow.feed import answered, cursor_of, mentions, said, take_in, whispered
from tests.inbox.verbs import begin_sending, change, now, reply

AGO = timedelta(minutes=10)


def edited(external_id: str, text: str, at: datetime | None = None, **more: Any) -> Change:
    return Change(external_id, more.pop("kind", "post"), "edited", at or now(), text)


def deleted(external_id: str, at: datetime | None = None, **more: Any) -> Change:
    return Change(external_id, more.pop("kind", "post"), "deleted", at or now())


def hear_of(cast: Cast, *changes: Change, **more: Any) -> int:
    arguments: dict[str, Any] = {"stream_id": None, "cursor_after": None, **more}
    return receive_changes(
        organisation_id=cast.id, channel_id=cast.channel_id, changes=changes, **arguments
    )


@pytest.fixture
def asked(acme: Cast) -> Cast:
    take_in(acme, said("1", text="My router is down", sent_at=now() - AGO))
    return acme


def message(cast: Cast, external_id: str = "1") -> Message:
    with cast.door():
        return Message.objects.get(external_id=external_id)


def before(cast: Cast, external_id: str = "1") -> list[str]:
    """Its earlier versions."""
    with cast.door():
        found = MessageVersion.objects.filter(message__external_id=external_id)
        return list(found.order_by("until").values_list("text", flat=True))


def the_case(cast: Cast) -> Case:
    with cast.door():
        return Case.objects.get()


def told(cast: Cast, kind: str) -> list[dict[str, Any]]:
    with cast.door():
        return list(Event.objects.filter(kind=kind).values_list("data", flat=True))


def waiting(cast: Cast) -> list[str]:
    """The customers' clocks that run."""
    with cast.door():
        running = Clock.objects.filter(ended_at=None).exclude(kind="ownership")
        return list(running.values_list("kind", flat=True))


def answer(cast: Cast, external_id: str = "a1") -> None:
    accepted(begin_sending(reply(cast, "We look into it")), Sent(external_id, now(), ""))


# What is stored


def test_an_edit_keeps_what_was_said_before(asked: Cast) -> None:
    assert hear_of(asked, edited("1", "My router is on fire")) == 1
    assert message(asked).text == "My router is on fire"
    assert before(asked) == ["My router is down"]
    assert the_case(asked).snippet == "My router is on fire"
    assert told(asked, "message_edited") == [{"message": message(asked).id}]


def test_a_deletion_leaves_a_sign_and_no_word(asked: Cast) -> None:
    hear_of(asked, edited("1", "My router is on fire"))
    at = now()
    hear_of(asked, deleted("1", at))
    assert (message(asked).text, message(asked).deleted_at, before(asked)) == ("", at, [])
    assert the_case(asked).snippet == ""
    assert told(asked, "message_deleted") == [{"message": message(asked).id}]


def test_the_same_changes_again_change_nothing(asked: Cast) -> None:
    changes = [edited("1", "Second", now() - AGO / 2), edited("1", "Third", now())]
    for _ in range(3):
        hear_of(asked, *changes)
    assert before(asked) == ["My router is down", "Second"]
    assert len(told(asked, "message_edited")) == 1
    for _ in range(2):
        hear_of(asked, deleted("1"), *changes)
    assert (message(asked).text, before(asked)) == ("", [])
    assert len(told(asked, "message_deleted")) == 1


CHANGES = {
    "edits": [edited("1", "Second", now() - AGO), edited("1", "Third", now() - AGO / 2)],
    "a deletion": [edited("1", "Second", now() - AGO), deleted("1", now() - AGO / 2)],
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_whatever_comes_first_the_message_ends_the_same(
    acme: Cast, changes: list[Change], order: tuple[int, ...]
) -> None:
    """Creation, edit, and a later edit or deletion, in each order."""

    def create() -> object:
        return take_in(acme, said("1", text="First", sent_at=now() - 2 * AGO))

    steps: list[Callable[[], object]] = [create]
    steps += [partial(hear_of, acme, change) for change in changes]
    for number in order:
        steps[number]()
    was = changes[-1].what == "deleted"
    assert message(acme).text == ("" if was else "Third")
    assert (message(acme).deleted_at is not None) is was
    assert "Third" not in before(acme)
    assert not was or before(acme) == []
    assert waiting(acme) == ([] if was else ["first_response"])
    assert the_case(acme).state == ("dismissed" if was else "open")
    with acme.door():
        assert not EarlyChange.objects.exists()


def test_a_change_waits_for_its_message_alone(asked: Cast) -> None:
    assert hear_of(asked, deleted("2"), deleted("1", kind="private")) == 0
    assert hear_of(asked, edited("2", "Too late")) == 0
    take_in(asked, said("3", "max"))
    assert message(asked).deleted_at is None
    assert message(asked, "3").deleted_at is None
    take_in(asked, said("2", "lou"))
    assert message(asked, "2").deleted_at is not None
    with asked.door():
        assert EarlyChange.objects.get().kind == "private"


def test_what_nobody_waits_for_any_more_goes(asked: Cast) -> None:
    hear_of(asked, deleted("never", now() - timedelta(days=31)))
    with asked.door():
        assert not EarlyChange.objects.exists()


def test_a_page_that_holds_the_new_words_already_is_only_marked(acme: Cast) -> None:
    hear_of(acme, edited("1", "New words"))
    take_in(acme, said("1", text="New words"))
    assert (message(acme).edited_at is not None, before(acme)) == (True, [])


def test_the_cursor_moves_with_the_changes(asked: Cast) -> None:
    hear_of(asked, deleted("1"), stream_id=mentions(asked), cursor_after={"seen": 7})
    assert cursor_of(asked, mentions(asked)) == {"seen": 7}
    hear_of(asked, stream_id=mentions(asked), cursor_after={"seen": 8})
    assert cursor_of(asked, mentions(asked)) == {"seen": 8}


@pytest.mark.parametrize("external_id", ["", "x" * 301, "1\x00"])
def test_a_change_of_no_message_does_not_stop_the_others(asked: Cast, external_id: str) -> None:
    assert hear_of(asked, deleted(external_id), edited("1", "On\x00 fire")) == 1
    assert message(asked).text == "On fire"


def test_another_channel_s_message_of_the_same_id_is_left_alone(asked: Cast, globex: Cast) -> None:
    take_in(globex, said("1"))
    hear_of(globex, deleted("1"))
    assert message(asked).deleted_at is None
    assert message(globex).deleted_at is not None


# Our own words


def test_our_own_message_is_changed_like_any_other(asked: Cast) -> None:
    answer(asked)
    hear_of(asked, edited("a1", "We look into it now"))
    assert the_case(asked).snippet == "We look into it now"
    hear_of(asked, deleted("a1"))
    assert (message(asked, "a1").text, the_case(asked).snippet) == ("", "My router is down")


def test_an_answer_that_we_deleted_was_an_answer(asked: Cast) -> None:
    answer(asked)
    hear_of(asked, deleted("a1"))
    assert (waiting(asked), the_case(asked).state) == ([], "waiting")


def test_a_native_answer_and_a_post_without_a_case_can_change(asked: Cast) -> None:
    take_in(asked, answered("n1", "1", sent_at=now()), answered("n2", None))
    assert hear_of(asked, edited("n1", "Native"), edited("n2", "News"), deleted("n2")) == 2
    assert (message(asked, "n1").text, message(asked, "n2").text) == ("Native", "")
    assert message(asked, "n2").case_id is None


def test_a_change_told_before_the_answer_to_our_call_is_not_lost(asked: Cast) -> None:
    claimed = begin_sending(reply(asked, "We look into it"))
    hear_of(asked, edited("a1", "We looked into it"))
    accepted(claimed, Sent("a1", now(), ""))
    assert (message(asked, "a1").text, before(asked, "a1")) == (
        *("We looked into it", ["We look into it"]),
    )


def test_an_echo_that_gives_way_to_our_reply_leaves_its_edits(asked: Cast) -> None:
    claimed = begin_sending(reply(asked, "See acme.example/1"))
    take_in(asked, answered("a1", "1", text="See t.example/x", sent_at=now()))
    hear_of(asked, edited("a1", "See t.example/y"))
    accepted(claimed, Sent("a1", now(), ""))
    assert message(asked, "a1").member_id == asked.anna.id
    assert (message(asked, "a1").text, before(asked, "a1")) == (
        *("See t.example/y", ["See t.example/x"]),
    )


# Cases and clocks


def test_a_deleted_question_asks_for_no_answer(asked: Cast) -> None:
    assert waiting(asked) == ["first_response"]
    hear_of(asked, deleted("1"))
    case = the_case(asked)
    assert (waiting(asked), case.state, case.unanswered_since, case.due_at) == (
        *([], "dismissed", None, None),
    )
    assert told(asked, "state_changed")[-1] == {
        "from": "open",
        "to": "dismissed",
        "reason": "deleted",
    }


def test_the_clock_runs_from_the_oldest_question_that_stands(asked: Cast) -> None:
    second = now() - AGO / 2
    take_in(asked, said("2", in_reply_to="1", sent_at=second))
    hear_of(asked, deleted("1"))
    assert (the_case(asked).state, the_case(asked).unanswered_since) == ("open", second)
    with asked.door():
        assert Clock.objects.get(kind="first_response").started_at == second


def test_a_case_that_somebody_has_stays_with_them(asked: Cast) -> None:
    with asked.door():
        Case.objects.update(assignee=asked.anna)
    hear_of(asked, deleted("1"))
    assert (the_case(asked).state, waiting(asked)) == ("open", [])


def test_a_question_deleted_after_our_answer_was_answered(asked: Cast) -> None:
    answer(asked)
    with asked.door():
        measured = Clock.objects.get(kind="first_response").ended_at
    hear_of(asked, deleted("1", now() + timedelta(seconds=1)))
    with asked.door():
        assert Clock.objects.get(kind="first_response").ended_at == measured
    assert the_case(asked).state == "waiting"


def test_whoever_writes_again_after_deleting_is_heard(asked: Cast) -> None:
    hear_of(asked, deleted("1"))
    take_in(asked, said("2", in_reply_to="1", sent_at=now(), text="It is really down"))
    assert (the_case(asked).state, waiting(asked)) == ("open", ["first_response"])
    assert the_case(asked).snippet == "It is really down"


def test_an_edit_of_what_we_answered_reopens_only_if_it_says_something_else(asked: Cast) -> None:
    answer(asked)
    hear_of(asked, edited("1", "My router is down!", now() - AGO / 2))
    assert the_case(asked).state == "waiting"
    hear_of(asked, edited("1", "My router is down, and so is my phone"))
    assert (the_case(asked).state, waiting(asked)) == ("open", [])
    assert told(asked, "state_changed")[-1]["reason"] == "edited"


def test_an_edit_reopens_a_resolved_case_into_its_queue(asked: Cast) -> None:
    answer(asked)
    change(asked, do_resolve)
    hear_of(asked, edited("1", "Thank you!"))
    assert the_case(asked).state == "resolved"
    hear_of(asked, edited("1", "It is down again"))
    case = the_case(asked)
    assert (case.state, case.assignee_id, case.owner_id) == ("open", None, asked.anna.id)


def test_history_that_changes_wakes_nobody(asked: Cast) -> None:
    answer(asked)
    with asked.door():
        Channel.objects.update(history_until=now())
    hear_of(asked, edited("1", "Something else entirely"))
    assert the_case(asked).state == "waiting"
    assert told(asked, "message_edited")[0]["history"] is True


# Answering


def test_a_reply_goes_to_the_newest_message_that_stands(asked: Cast) -> None:
    take_in(asked, said("2", in_reply_to="1", sent_at=now()))
    hear_of(asked, deleted("2"))
    assert begin_sending(reply(asked, "We look into it")).reply.in_reply_to == "1"


def test_nothing_is_answered_where_everything_was_deleted(asked: Cast) -> None:
    take_in(asked, whispered("p1", "talk", sent_at=now()))
    hear_of(asked, deleted("1"))
    with pytest.raises(Refused, match="deleted what they wrote in public"):
        reply(asked, "We look into it")


# What could not be stored


def test_what_its_author_deleted_is_not_read_among_what_is_stuck(acme: Cast) -> None:
    take_in(acme, said("1", "", text="My name is Ann"), said("2", "", text="Mine is Bob"))
    hear_of(acme, edited("2", "Mine is Rob"), deleted("1"), deleted("1", kind="private"))
    with acme.door():
        assert [parked.external_id for parked in ParkedItem.objects.all()] == ["2"]


def test_a_change_with_a_broken_id_does_not_keep_the_others(asked: Cast) -> None:
    assert hear_of(asked, deleted("a\ud83d"), deleted("b\x00"), deleted("1")) == 1
