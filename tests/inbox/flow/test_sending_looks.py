"""Replies of unknown outcome: settled by what the network shows, sent anew once when two complete
listings show nothing, and left to a person otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from inbox.flow.delivery import (
    ClaimedLook,
    ClaimedSend,
    SendRef,
    accepted,
    claim_look,
    claim_send,
    doubtful,
    due_looks,
    due_sends,
    look_failed,
    looked,
    refused,
)
from inbox.models import Case, Channel, Event, Message, Outbox
from inbox.networks import capabilities
from inbox.networks.items import IncomingItem, OwnPosts, Sent
from tests.cast import NETWORK, Cast
from tests.inbox.flow.feed import answered, said, take_in
from tests.inbox.verbs import begin_sending, now, outbox, reply

TEXT = "We are on it"
Knows = Callable[..., None]


@pytest.fixture
def network_knows() -> Iterator[Knows]:
    """Lets the network be another kind for the length of a test."""
    usual = capabilities.capabilities_of(NETWORK)

    def be(**changes: Any) -> None:
        capabilities.register(replace(usual, **changes))

    be(in_doubt="look")
    yield be
    capabilities.register(usual)


@pytest.fixture
def asked(acme: Cast, network_knows: Knows) -> Cast:
    take_in(acme, said("1", sent_at=now() - timedelta(minutes=10)))
    return acme


def lose(ref: SendRef, **more: Any) -> ClaimedSend:
    claimed = begin_sending(ref)
    doubtful(claimed, "No answer came.", **more)
    return claimed


def pass_time(cast: Cast) -> None:
    with cast.door():
        past = timezone.now() - timedelta(seconds=1)
        Outbox.objects.filter(look_at__isnull=False).update(look_at=past)
        Outbox.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=past)


def look(cast: Cast) -> ClaimedLook:
    pass_time(cast)
    (ref,) = due_looks(10)
    claimed = claim_look(ref, 60)
    assert claimed is not None
    return claimed


def listing(*items: IncomingItem, complete: bool = True) -> OwnPosts:
    return OwnPosts(items, complete)


def own(external_id: str = "e1", text: str = TEXT, **changes: Any) -> IncomingItem:
    return answered(external_id, "1", text=text, **{"sent_at": now(), **changes})


def told(cast: Cast, kind: str) -> int:
    with cast.door():
        return Event.objects.filter(kind=kind).count()


def case_state(cast: Cast) -> str:
    with cast.door():
        return Case.objects.get().state


def test_it_is_looked_for_after_a_while_by_one_worker(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    assert due_looks(10) == []
    claimed = look(asked)
    assert claimed.reply.text == TEXT
    assert claimed.since < now() - timedelta(minutes=1)
    assert due_looks(10) == []
    assert claim_look(ref, 60) is None


def test_what_is_found_is_sent_and_the_case_is_as_it_was(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    assert case_state(asked) == "open"
    looked(look(asked), listing(own()))
    row = outbox(asked, ref)
    assert (row.state, row.message.external_id, row.look_at) == ("sent", "e1", None)
    assert case_state(asked) == "waiting"
    assert (told(asked, "reply_sent"), told(asked, "reply_again")) == (1, 0)
    assert take_in(asked, own()).duplicate == 1


def test_two_complete_listings_without_it_send_it_anew_once(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    first = lose(ref)
    looked(look(asked), listing())
    row = outbox(asked, ref)
    assert (row.state, row.looks, row.next_attempt_at) == ("unknown", 1, None)
    looked(look(asked), listing())
    row = outbox(asked, ref)
    assert (row.state, row.sent_anew) == ("queued", True)
    assert told(asked, "reply_again") == 1
    second = begin_sending(ref)
    assert second.reply.idempotency_key == first.reply.idempotency_key
    accepted(second, Sent("e2", now(), ""))
    assert outbox(asked, ref).state == "sent"
    assert case_state(asked) == "waiting"


def test_in_doubt_again_it_is_looked_for_and_left_to_a_person(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    for _ in range(2):
        looked(look(asked), listing())
    lose(ref)
    for _ in range(2):
        looked(look(asked), listing())
    pass_time(asked)
    row = outbox(asked, ref)
    assert (row.state, row.look_at, row.attempts) == ("unknown", None, 2)
    assert (due_looks(10), due_sends(10)) == ([], [])


def test_the_first_attempt_still_counts_when_it_shows_up_after_the_second_began(
    asked: Cast,
) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    with asked.door():
        Outbox.objects.update(attempt_at=now() - timedelta(minutes=9))
    late = own(sent_at=now() - timedelta(minutes=8))
    for _ in range(2):
        looked(look(asked), listing())
    take_in(asked, late)
    assert outbox(asked, ref).state == "sent"
    assert claim_send(ref, 60) is None


def test_a_listing_that_is_not_complete_says_nothing(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    for _ in range(5):
        looked(look(asked), listing(own("x", in_reply_to="9"), complete=False))
    row = outbox(asked, ref)
    assert (row.state, row.looks) == ("unknown", 0)
    looked(look(asked), listing(own(), complete=False))
    assert outbox(asked, ref).state == "sent"


def test_a_look_that_failed_changes_nothing_and_comes_again(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    for wait in (None, 400.0):
        look_failed(look(asked), retry_in=wait)
        row = outbox(asked, ref)
        assert (row.state, row.looks, due_looks(10)) == ("unknown", 0, [])
        assert row.look_at is not None
        assert row.look_at > now() + timedelta(seconds=wait or 1) - timedelta(seconds=1)


def test_the_same_look_counts_once(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    claimed = look(asked)
    for _ in range(3):
        looked(claimed, listing())
    assert outbox(asked, ref).looks == 1


def test_something_else_of_ours_at_the_place_is_for_a_person(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    looked(look(asked), listing(own(text="A colleague was faster, from the phone.")))
    row = outbox(asked, ref)
    assert (row.state, row.look_at) == ("unknown", None)
    assert due_sends(10) == []


def test_another_reply_of_ours_at_the_place_is_not_taken_for_it(asked: Cast) -> None:
    sent = reply(asked, "Thank you!")
    accepted(begin_sending(sent), Sent("e1", now(), ""))
    ref = reply(asked, "Thank you!")
    lose(ref)
    for _ in range(2):
        looked(look(asked), listing(own("e1", "Thank you!")))
    assert outbox(asked, ref).state == "queued"
    with asked.door():
        assert Message.objects.filter(external_id="e1").count() == 1


def test_a_reply_that_a_look_finds_first_takes_the_place_of_its_echo(asked: Cast) -> None:
    ref = reply(asked, "See https://acme.example/1")
    claimed = begin_sending(ref)
    take_in(asked, own(text="See https://t.example/x"))
    doubtful(claimed, "No answer came.")
    looked(look(asked), listing(own(text="See https://t.example/x")))
    assert outbox(asked, ref).state == "sent"
    with asked.door():
        assert Message.objects.filter(direction="out").count() == 1


def test_a_worker_that_died_takes_the_same_way(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    begin_sending(ref, lease_seconds=0)
    assert claim_send(ref, 60) is None
    looked(look(asked), listing(own()))
    assert outbox(asked, ref).state == "sent"


def test_a_network_that_has_it_already_is_asked_at_once_and_never_sent_it_again(
    asked: Cast,
) -> None:
    ref = reply(asked, TEXT)
    lose(ref, already=True)
    assert due_looks(10) == [ref]
    for _ in range(2):
        looked(look(asked), listing())
    row = outbox(asked, ref)
    assert (row.state, row.look_at) == ("unknown", None)


def test_a_key_that_is_remembered_is_used_again(asked: Cast, network_knows: Knows) -> None:
    network_knows(in_doubt="same_key", key_seconds=3_600)
    ref = reply(asked, TEXT)
    for _ in range(3):
        lose(ref)
        pass_time(asked)
        assert claim_look(ref, 60) is None
        assert outbox(asked, ref).state == "queued"


def test_a_webhook_that_fails_for_days_is_tried_less_and_less_often(
    asked: Cast, network_knows: Knows
) -> None:
    network_knows(in_doubt="same_key", key_seconds=3 * 24 * 3_600)
    ref = reply(asked, TEXT)
    waits = []
    for _ in range(9):
        lose(ref)
        look_at = outbox(asked, ref).look_at
        assert look_at is not None
        waits.append((look_at - now()).total_seconds())
        pass_time(asked)
        claim_look(ref, 60)
    for before, after in pairwise(waits):
        assert after > 1.9 * before or after > 3_500


@pytest.mark.parametrize("state", ["unknown", "queued"])
def test_a_key_that_may_be_forgotten_is_not_used_again(
    asked: Cast, network_knows: Knows, state: str
) -> None:
    network_knows(in_doubt="same_key", key_seconds=3_600)
    ref = reply(asked, TEXT)
    lose(ref)
    pass_time(asked)
    if state == "queued":
        claim_look(ref, 60)
        assert outbox(asked, ref).state == "queued"
    with asked.door():
        Outbox.objects.update(attempt_at=now() - timedelta(minutes=59))
    pass_time(asked)
    claim_look(ref, 60)
    pass_time(asked)
    assert claim_send(ref, 60) is None
    assert outbox(asked, ref).state == "unknown"


def test_where_nothing_can_be_known_a_person_is_asked(asked: Cast, network_knows: Knows) -> None:
    network_knows(in_doubt="ask")
    ref = reply(asked, TEXT)
    lose(ref)
    row = outbox(asked, ref)
    assert (row.state, row.look_at) == ("unknown", None)


def test_nobody_looks_through_a_channel_that_is_gone(asked: Cast) -> None:
    ref = reply(asked, TEXT)
    lose(ref)
    with asked.door():
        Channel.objects.update(health="dead")
    pass_time(asked)
    assert claim_look(ref, 60) is None
    assert outbox(asked, ref).look_at is not None
    assert due_looks(10) == []


def test_a_clear_no_after_the_doubt_keeps_the_doubt(asked: Cast) -> None:
    """The second attempt was refused; the first may still come to light."""
    ref = reply(asked, TEXT)
    lose(ref)
    for _ in range(2):
        looked(look(asked), listing())
    refused(begin_sending(ref), "Slow down.", permanent=False, retry_in=60)
    take_in(asked, own())
    assert outbox(asked, ref).state == "sent"
