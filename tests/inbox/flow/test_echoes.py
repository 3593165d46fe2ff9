"""Replies of ours, and what comes back of them by polling: one message, sent, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from inbox.flow.delivery import accepted, claim_send, doubtful, due_sends, refused
from inbox.models import Case, Clock, Event, Message, Outbox
from inbox.networks.items import IncomingItem, Sent
from tests.cast import Cast
from tests.inbox.flow.elsewhere import commit_now, meanwhile, wait_until_blocked
from tests.inbox.flow.feed import answered, said, take_in
from tests.inbox.verbs import begin_sending, now, outbox, reply


@pytest.fixture
def asked(acme: Cast) -> Cast:
    take_in(acme, said("1", sent_at=now() - timedelta(minutes=10)))
    return acme


def echo(external_id: str = "e1", text: str = "We are on it", **changes: Any) -> IncomingItem:
    values = {"sent_at": now(), "text": text, **changes}
    return answered(external_id, "1", **values)


def sent(external_id: str = "e1", at: datetime | None = None) -> Sent:
    return Sent(external_id=external_id, sent_at=at or now(), url="https://net.example/e1")


def ours(cast: Cast) -> list[tuple[str | None, int | None]]:
    with cast.door():
        return list(
            Message.objects.filter(direction="out")
            .order_by("id")
            .values_list("external_id", "member_id")
        )


def told(cast: Cast, kind: str) -> int:
    with cast.door():
        return Event.objects.filter(kind=kind).count()


def test_an_echo_before_the_answer_settles_the_reply_in_flight(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    claimed = begin_sending(ref)
    receipt = take_in(asked, echo())
    assert (receipt.stored, receipt.duplicate) == (0, 1)
    assert ours(asked) == [("e1", asked.anna.id)]
    assert outbox(asked, ref).state == "sent"
    accepted(claimed, sent())
    take_in(asked, echo())
    assert ours(asked) == [("e1", asked.anna.id)]
    assert (told(asked, "reply_sent"), told(asked, "native_reply")) == (1, 0)
    assert due_sends(10) == []


def test_an_answer_before_the_echo_makes_the_echo_a_duplicate(asked: Cast) -> None:
    claimed = begin_sending(reply(asked, "We are on it"))
    accepted(claimed, sent())
    assert take_in(asked, echo()).duplicate == 1
    assert ours(asked) == [("e1", asked.anna.id)]
    assert (told(asked, "reply_sent"), told(asked, "native_reply")) == (1, 0)


def test_the_first_response_ends_when_the_network_has_it_and_not_at_the_click(asked: Cast) -> None:
    claimed = begin_sending(reply(asked, "We are on it"))
    with asked.door():
        assert Clock.objects.get(kind="first_response").ended_at is None
    moment = now()
    accepted(claimed, sent(at=moment))
    with asked.door():
        assert Clock.objects.get(kind="first_response").ended_at == moment
        assert Case.objects.get().state == "waiting"


def test_an_echo_settles_a_reply_that_nobody_knew_of(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    doubtful(begin_sending(ref), "The connection broke after the request was sent.")
    with asked.door():
        assert Case.objects.get().state == "open"
    assert (outbox(asked, ref).state, told(asked, "reply_unknown")) == ("unknown", 1)
    take_in(asked, echo())
    assert outbox(asked, ref).state == "sent"
    assert ours(asked) == [("e1", asked.anna.id)]


def test_a_lease_that_ran_out_leaves_the_reply_unknown_and_unsent(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    claimed = begin_sending(ref, lease_seconds=0)
    assert due_sends(10) == [ref]
    assert claim_send(ref, 60) is None
    assert outbox(asked, ref).state == "unknown"
    assert due_sends(10) == []
    assert claim_send(ref, 60) is None
    refused(claimed, "Too late to say so", permanent=False, retry_in=0)
    assert outbox(asked, ref).state == "unknown"
    accepted(claimed, sent())  # the worker was only slow, and the network is sure
    assert outbox(asked, ref).state == "sent"


def test_a_reply_that_is_being_sent_is_nobody_elses(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    begin_sending(ref)
    assert due_sends(10) == []
    assert claim_send(ref, 60) is None


def test_two_replies_with_the_same_words_take_an_echo_each(asked: Cast) -> None:
    refs = [reply(asked, "Thank you!") for _ in range(2)]
    doubtful(begin_sending(refs[0]), "No answer came.")
    begin_sending(refs[1])
    take_in(asked, echo("e1", "Thank you!"), echo("e2", "Thank  you!"))
    assert {outbox(asked, ref).state for ref in refs} == {"sent"}
    assert [external_id for external_id, _ in ours(asked)] == ["e1", "e2"]


def test_a_reply_that_was_taken_for_another_is_looked_for_again(asked: Cast) -> None:
    """The first one never arrived; the echo of the second was taken for it."""
    refs = [reply(asked, "Thank you!") for _ in range(2)]
    doubtful(begin_sending(refs[0]), "No answer came.")
    second = begin_sending(refs[1])
    take_in(asked, echo("e2", "Thank you!"))
    assert outbox(asked, refs[0]).state == "sent"
    accepted(second, sent("e2"))
    first = outbox(asked, refs[0])
    assert (first.state, outbox(asked, refs[1]).state) == ("unknown", "sent")
    assert first.look_at is not None
    assert [external_id for external_id, _ in ours(asked)] == [None, "e2"]


def test_an_echo_that_comes_after_all_settles_a_reply_that_failed_the_second_time(
    asked: Cast,
) -> None:
    ref = reply(asked, "We are on it")
    doubtful(begin_sending(ref), "No answer came.")
    with asked.door():
        Outbox.objects.update(state="queued", next_attempt_at=Now(), look_at=None, sent_anew=True)
    refused(begin_sending(ref), "The post is gone.", permanent=True)
    assert outbox(asked, ref).state == "failed"
    take_in(asked, echo())
    assert outbox(asked, ref).state == "sent"
    assert ours(asked) == [("e1", asked.anna.id)]


def test_a_reply_that_surely_failed_is_not_the_post_that_came(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    refused(begin_sending(ref), "No.", permanent=True)
    take_in(asked, echo())
    assert outbox(asked, ref).state == "failed"


def test_a_reply_that_was_not_attempted_is_not_the_post_that_came(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    take_in(asked, echo())
    assert outbox(asked, ref).state == "queued"
    assert ours(asked) == [(None, asked.anna.id), ("e1", None)]


@pytest.mark.parametrize("changes", [{"in_reply_to": "9"}, {"own": False}, {"hours": -1}], ids=str)
def test_what_does_not_fit_the_attempt_is_no_echo(asked: Cast, changes: dict[str, Any]) -> None:
    ref = reply(asked, "We are on it")
    begin_sending(ref)
    if "hours" in changes:
        changes = {"sent_at": now() - timedelta(hours=1)}
    take_in(asked, echo(**changes))
    assert outbox(asked, ref).state == "sending"


def test_an_echo_with_other_words_gives_way_to_the_answer(asked: Cast) -> None:
    """The network shortened the links of two replies at once: nobody can say which is which."""
    refs = [reply(asked, f"See https://acme.example/{n}") for n in (1, 2)]
    first = begin_sending(refs[0])
    doubtful(first, "No answer came.")
    second = begin_sending(refs[1])
    take_in(asked, echo("e1", "See https://t.example/abc"))
    assert len(ours(asked)) == 3
    accepted(first, sent("e1"))
    accepted(second, sent("e2"))
    assert ours(asked) == [("e1", asked.anna.id), ("e2", asked.anna.id)]
    with asked.door():
        assert Clock.objects.filter(kind="first_response").count() == 1


def test_the_customers_answer_to_an_echo_comes_in_the_same_page(asked: Cast) -> None:
    begin_sending(reply(asked, "We are on it"))
    news = said("2", in_reply_to="e1", text="It is still down", sent_at=now())
    take_in(asked, echo(sent_at=now() - timedelta(seconds=5)), news, window=timedelta(0))
    with asked.door():
        assert Case.objects.get().state == "open"
        clocks = Clock.objects.exclude(kind="ownership").values_list("kind", "ended_at")
        over = {kind: ended_at is not None for kind, ended_at in clocks}
        assert over == {"first_response": True, "next_response": False}


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_an_echo_at_the_same_time_settle_the_reply_once(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    claimed = begin_sending(ref)
    with asked.door():
        take_in(asked, echo())
        with meanwhile(lambda: accepted(claimed, sent())) as settled:
            assert wait_until_blocked(settled)
            commit_now()
            settled.result(timeout=30)
    assert ours(asked) == [("e1", asked.anna.id)]
    assert (outbox(asked, ref).state, told(asked, "reply_sent")) == ("sent", 1)


def test_a_reply_that_is_called_like_what_it_answers_has_arrived(asked: Cast) -> None:
    ref = reply(asked, "We are on it")
    accepted(begin_sending(ref), sent("1"))
    row = outbox(asked, ref)
    assert (row.state, row.message.external_id) == ("sent", row.idempotency_key)
