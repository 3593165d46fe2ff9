"""Replies of one case leave in the order in which they were written, whoever sends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.flow.delivery import (
    ClaimedSend,
    SendRef,
    accepted,
    claim_send,
    doubtful,
    due_sends,
    refused,
)
from inbox.models import Outbox
from inbox.networks.items import Sent
from tests.cast import Cast
from tests.inbox.flow.feed import said, take_in
from tests.inbox.verbs import begin_sending, now, outbox, reply


@pytest.fixture
def asked(acme: Cast) -> Cast:
    take_in(acme, said("1", sent_at=now() - timedelta(minutes=10)))
    return acme


def accept(claimed: ClaimedSend) -> None:
    accepted(claimed, Sent(f"net-{claimed.outbox_id}", timezone.now(), ""))


def wait(cast: Cast, ref: SendRef) -> timedelta:
    due = outbox(cast, ref).next_attempt_at
    assert due is not None
    return due - timezone.now()


def test_the_second_is_refused_while_the_first_is_queued_or_sending(asked: Cast) -> None:
    first, second = [reply(asked, text) for text in ("One", "Two")]
    assert claim_send(second, 60) is None
    claimed = begin_sending(first)
    assert claim_send(second, 60) is None
    accept(claimed)
    accept(begin_sending(second))


def test_who_waits_does_not_spin_and_is_rung_when_it_is_time(asked: Cast) -> None:
    first, second = [reply(asked, text) for text in ("One", "Two")]
    claimed = begin_sending(first)
    assert claim_send(second, 60) is None
    assert wait(asked, second) > timedelta(seconds=1)
    assert due_sends(10) == []
    accept(claimed)
    assert due_sends(10) == [second]


@pytest.mark.parametrize("outcome", ["failed", "unknown"])
def test_one_that_goes_nowhere_holds_up_nobody(asked: Cast, outcome: str) -> None:
    first, second = [reply(asked, text) for text in ("One", "Two")]
    claimed = begin_sending(first)
    assert claim_send(second, 60) is None
    if outcome == "failed":
        refused(claimed, "Too rude.", permanent=True)
    else:
        doubtful(claimed, "No answer came.")
    assert due_sends(10) == [second]
    begin_sending(second)


def test_a_later_one_waits_as_long_as_the_network_asked_of_the_first(asked: Cast) -> None:
    first, second = [reply(asked, text) for text in ("One", "Two")]
    refused(begin_sending(first), "Slow down.", permanent=False, retry_in=40, asked=True)
    assert claim_send(second, 60) is None
    assert timedelta(seconds=35) < wait(asked, second) < timedelta(seconds=41)


def test_a_wait_that_the_network_asked_for_is_not_cut_short(asked: Cast) -> None:
    first, second = [reply(asked, text) for text in ("One", "Two")]
    refused(begin_sending(first), "Slow down.", permanent=False, retry_in=0, asked=True)
    claimed = begin_sending(first)
    with asked.door():
        Outbox.objects.filter(id=second.outbox_id).update(
            next_attempt_at=timezone.now() + timedelta(minutes=5), last_error="Slow down."
        )
    accept(claimed)
    assert wait(asked, second) > timedelta(minutes=4)


def test_other_cases_do_not_wait(asked: Cast) -> None:
    first = reply(asked, "One")
    take_in(asked, said("2", by="dora", sent_at=now()))
    with asked.door():
        other = Outbox.objects.get().message.case_id + 1
    second = reply(asked, "Two", case=other)
    begin_sending(first)
    begin_sending(second)


def test_only_being_asked_to_wait_is_no_attempt(asked: Cast) -> None:
    ref = reply(asked, "One")
    for _ in range(30):
        refused(begin_sending(ref), "Slow down.", permanent=False, retry_in=-1, asked=True)
    assert (outbox(asked, ref).state, outbox(asked, ref).attempts) == ("queued", 0)
    for _ in range(12):
        assert outbox(asked, ref).state == "queued"
        refused(begin_sending(ref), "We are down.", permanent=False, retry_in=-1)
    row = outbox(asked, ref)
    assert (row.state, row.attempts, row.last_error) == ("failed", 12, "We are down.")
