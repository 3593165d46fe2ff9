from __future__ import annotations

import uuid

import pytest

from care.core.errors import Refused
from care.core.tenancy import organisation_door
from inbox.actions.reply import check_reply
from inbox.actions.state import do_resolve
from inbox.flow import delivery
from inbox.models import Channel, Clock, Message, Outbox
from tests.cast import Cast, hire
from tests.inbox.actions.work import (
    changing,
    customer_writes,
    network_accepts,
    reply,
    the_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "@acme my phone is broken", external_id="q1")
    return cast


def test_who_answers_a_case_that_nobody_has_takes_it(acme: Cast) -> None:
    reply(acme, acme.anna, "Sorry to hear that! ^A")
    case = the_case(acme)
    assert (case.assignee, case.owner, case.state) == (acme.anna, acme.anna, "waiting")
    assert case.snippet == "Sorry to hear that! ^A"


def test_the_first_response_ends_when_the_network_accepted_it(acme: Cast) -> None:
    reply(acme, acme.anna, "Sorry to hear that! ^A")
    with organisation_door(acme.id):
        assert Clock.objects.get(kind="first_response").ended_at is None
    network_accepts()
    with organisation_door(acme.id):
        assert Clock.objects.get(kind="first_response").ended_at is not None
        message = Message.objects.get(direction="out")
        assert message.external_id is not None
        assert message.parent_external_id == "q1"
        assert Outbox.objects.get().state == "sent"


def test_the_same_key_twice_is_one_reply(acme: Cast) -> None:
    key = uuid.uuid4().hex
    first = reply(acme, acme.anna, "Sorry to hear that!", key=key)
    again = reply(acme, acme.anna, "Sorry to hear that!", key=key)
    assert first.id == again.id
    assert network_accepts() == ["Sorry to hear that!"]
    with pytest.raises(Refused, match="another text"):
        reply(acme, acme.anna, "Something else", key=key)


def test_a_reply_answers_the_newest_message_of_its_visibility(acme: Cast) -> None:
    customer_writes(acme, "any news?", external_id="q2", answers="q1")
    with organisation_door(acme.id):
        assert Message.objects.filter(direction="in").count() == 2
    assert reply(acme, acme.anna, "Here I am.").parent_external_id == "q2"


@pytest.mark.parametrize(
    ("text", "visibility", "sentence"),
    [
        ("", "public", "no text yet"),
        ("   \n ", "public", "no text yet"),
        ("x" * 281, "public", "1 characters too long"),
        ("nul \x00 here", "public", "cannot be stored"),
        ("half \ud83d pair", "public", "cannot be stored"),
        ("hello", "secret", "no such kind"),
        ("hello", "private", "not written in private yet"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(
    acme: Cast, text: str, visibility: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        reply(acme, acme.anna, text, visibility=visibility)
    with organisation_door(acme.id):
        assert not Outbox.objects.exists()


@pytest.mark.parametrize(
    "text", ["שלום עולם", "e" + "\u0301" * 200, "👩‍👩‍👧‍👦 日本語", "<b>&amp;</b>"]
)
def test_any_honest_text_is_stored_as_it_was_typed(acme: Cast, text: str) -> None:
    reply(acme, acme.anna, text)
    assert network_accepts() == [text]


def test_nothing_is_written_for_a_channel_that_is_dead(acme: Cast) -> None:
    with organisation_door(acme.id):
        Channel.objects.update(health="dead")
    with pytest.raises(Refused, match="disconnected"):
        reply(acme, acme.anna, "hello")


def test_a_key_that_is_no_key_is_refused(acme: Cast) -> None:
    with changing(acme, acme.anna) as case, pytest.raises(Refused, match="key"):
        check_reply(
            member=acme.anna, case=case, text="hi", visibility="public", idempotency_key="'; --"
        )


def refuse_next(permanent: bool) -> None:
    (ref,) = delivery.due_sends(10)
    claimed = delivery.claim_send(ref, 60)
    assert claimed is not None
    delivery.refused(claimed, "Text is too rude.", permanent=permanent, retry_in=0)


def test_a_reply_that_the_network_refused_for_good_opens_the_case_again(acme: Cast) -> None:
    reply(acme, acme.anna, "hello")
    refuse_next(permanent=True)
    assert the_case(acme).state == "open"
    with organisation_door(acme.id):
        row = Outbox.objects.get()
        assert (row.state, row.last_error) == ("failed", "Text is too rude.")


def test_a_passing_refusal_is_tried_again(acme: Cast) -> None:
    reply(acme, acme.anna, "hello")
    refuse_next(permanent=False)
    assert network_accepts() == ["hello"]


def test_a_doubtful_reply_is_never_sent_again_by_itself(acme: Cast) -> None:
    reply(acme, acme.anna, "hello")
    (ref,) = delivery.due_sends(10)
    claimed = delivery.claim_send(ref, 60)
    assert claimed is not None
    delivery.doubtful(claimed, "No answer came.")
    assert delivery.due_sends(10) == []
    assert the_case(acme).state == "open"
    with organisation_door(acme.id):
        assert Outbox.objects.get().state == "unknown"


def test_a_claimed_reply_is_claimed_once(acme: Cast) -> None:
    reply(acme, acme.anna, "hello")
    (ref,) = delivery.due_sends(10)
    assert delivery.claim_send(ref, 60) is not None
    assert delivery.claim_send(ref, 60) is None


def test_nobody_answers_a_case_that_is_done(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        do_resolve(member=acme.anna, case=case)
    with pytest.raises(Refused, match="Reopen"):
        reply(acme, acme.anna, "one more thing")
