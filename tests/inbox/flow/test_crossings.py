"""What crosses on the way: questions and resolves, replies and refusals, echoes and answers."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from care.core.tenancy import organisation_door
from inbox.actions.state import do_resolve
from inbox.flow import delivery
from inbox.flow.delivery import ClaimedSend
from inbox.flow.ingest import receive
from inbox.models import Case, Clock, Event, Leg, Message, Outbox
from inbox.networks.items import Author, IncomingItem, Sent
from tests.cast import Cast, hire
from tests.inbox.actions.work import (
    changing,
    customer_writes,
    hand_over,
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


def resolve(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        do_resolve(member=acme.anna, case=case)


def claim(acme: Cast) -> ClaimedSend:
    (ref, *_) = delivery.due_sends(10)
    claimed = delivery.claim_send(ref, 60)
    assert claimed is not None
    return claimed


def own_post(acme: Cast, external_id: str, text: str, **more: object) -> None:
    values: dict[str, object] = {
        "external_id": external_id,
        "kind": "post",
        "author": Author("acme", "acme"),
        "own": True,
        "text": text,
        "sent_at": timezone.now(),
        "in_reply_to": "q1",
        "conversation": None,
        "visibility": "public",
    }
    item = IncomingItem(**{**values, **more})  # type: ignore[arg-type]
    receive(
        organisation_id=acme.id,
        channel_id=acme.channel_id,
        stream_id=None,
        items=[item],
        cursor_after=None,
    )


def test_a_question_that_was_on_its_way_while_somebody_resolved_still_waits(acme: Cast) -> None:
    written_at = timezone.now()
    resolve(acme)
    customer_writes(acme, "And it is getting hot, what now?", answers="q1", at=written_at)
    case = the_case(acme)
    assert case.state == "open"
    assert case.unanswered_since == written_at


def test_a_question_older_than_the_noise_that_came_first_is_not_lost(acme: Cast) -> None:
    now = timezone.now()
    customer_writes(acme, "RT @acme: big giveaway!", customer="dora", at=now)
    ask_at = now - timedelta(minutes=10)
    customer_writes(acme, "My line is down, why?", customer="dora", at=ask_at)
    with organisation_door(acme.id):
        case = Case.objects.get(customer__display_name="dora", merged_into=None)
        assert case.state == "open"
        assert case.unanswered_since == ask_at


def test_answer_then_resolve_keeps_the_response_that_was_given(acme: Cast) -> None:
    reply(acme, acme.anna, "It is fixed. ^A")
    resolve(acme)
    network_accepts()
    with organisation_door(acme.id):
        clock = Clock.objects.get(kind="first_response")
        assert clock.ended_at is not None
        assert not clock.void
        assert Event.objects.filter(kind="clock_ended", data__clock="first_response").exists()
    assert the_case(acme).state == "resolved"


def test_a_reply_that_fails_after_the_resolve_brings_the_case_back(acme: Cast) -> None:
    reply(acme, acme.anna, "It is fixed. ^A")
    resolve(acme)
    delivery.refused(claim(acme), "Not allowed.", permanent=True)
    case = the_case(acme)
    assert (case.state, case.resolved_at) == ("open", None)
    with organisation_door(acme.id):
        assert Leg.objects.filter(ended_at=None).count() == 1


def test_a_word_of_the_owner_leaves_a_case_in_the_other_lines_queue(acme: Cast) -> None:
    hand_over(acme, acme.anna, "second-line-support", note="Look?")
    reply(acme, acme.anna, "Still on it! ^A")
    case = the_case(acme)
    assert case.state == "open"
    assert case.team.line.number == 2


def test_two_replies_that_took_each_others_echo_are_put_right(acme: Cast) -> None:
    first = reply(acme, acme.anna, "Done!", then="stay")
    one = claim(acme)
    own_post(acme, "e2", "Done!")
    second = reply(acme, acme.anna, "Done!", then="stay", key="another-form")
    two = claim(acme)
    delivery.accepted(two, Sent("e2", timezone.now(), ""))
    delivery.accepted(one, Sent("e1", timezone.now(), ""))
    with organisation_door(acme.id):
        ids = dict(Message.objects.filter(direction="out").values_list("id", "external_id"))
        assert ids == {first.id: "e1", second.id: "e2"}
        assert set(Outbox.objects.values_list("state", flat=True)) == {"sent"}


def test_the_echo_of_a_private_reply_is_known_by_its_conversation(acme: Cast) -> None:
    customer_writes(acme, "my number is 12", conversation="c9")
    reply(acme, acme.anna, "Thank you. ^A", visibility="private")
    delivery.doubtful(claim(acme), "No answer came.")
    own_post(
        acme,
        "d1",
        "Thank you. ^A",
        kind="private",
        in_reply_to=None,
        conversation="c9",
        visibility="private",
    )
    with organisation_door(acme.id):
        assert Outbox.objects.get().state == "sent"
        assert Message.objects.filter(direction="out").count() == 1


def test_a_colleagues_post_is_not_taken_for_a_reply_under_way(acme: Cast) -> None:
    reply(acme, acme.anna, "It is fixed. ^A")
    claimed = claim(acme)
    own_post(acme, "n1", "Somebody else is at it from the phone.")
    delivery.refused(claimed, "Not allowed.", permanent=True)
    with organisation_door(acme.id):
        assert Outbox.objects.get().state == "failed"
        assert Message.objects.filter(external_id="n1", member=None).exists()


def test_what_rules_do_to_a_case_that_people_have_happens_after_what_they_did(acme: Cast) -> None:
    before = timezone.now() - timedelta(minutes=5)
    reply(acme, acme.anna, "hello ^A")
    customer_writes(acme, "you charged me twice", answers="q1", at=before)
    with organisation_door(acme.id):
        legs = list(Leg.objects.order_by("id").values_list("started_at", "ended_at"))
    for (_, ended), (started, _) in pairwise(legs):
        assert ended is not None
        assert started >= ended


def test_noise_beside_an_open_question_leaves_it_a_question(acme: Cast) -> None:
    customer_writes(acme, "RT @acme: giveaway!", answers="q1")
    case = the_case(acme)
    assert (case.state, case.actionability) == ("open", "must_answer")
