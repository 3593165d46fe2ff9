"""What people do about replies: take back, send again, discard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from care.core.errors import Refused
from care.core.tenancy import organisation_door
from inbox.actions.sending import (
    check_again,
    check_discard,
    check_take_back,
    do_again,
    do_discard,
    do_take_back,
    reply_in,
)
from inbox.actions.state import do_resolve, do_snooze
from inbox.flow import delivery
from inbox.models import Case, Channel, Clock, Event, Message, Outbox, Timer
from inbox.networks.items import Sent
from routing import policy
from routing.models import Engagement
from tests.cast import Cast, hire
from tests.inbox.actions.work import changing, customer_writes, network_accepts, reply, the_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    with cast.door():
        Engagement.objects.update(undo_seconds=5)
    policy._read.cache_clear()
    customer_writes(cast, "@acme my phone is broken", external_id="q1")
    return cast


def row_of(case: Case, text: str) -> Outbox:
    return reply_in(case, Message.objects.get(text=text, direction="out").id)


def take_back(acme: Cast, text: str) -> str:
    with changing(acme, acme.anna) as case:
        row = row_of(case, text)
        check_take_back(member=acme.anna, row=row)
        return do_take_back(member=acme.anna, case=case, row=row).text


def again(acme: Cast, text: str) -> None:
    with changing(acme, acme.anna) as case:
        row = row_of(case, text)
        check_again(member=acme.anna, row=row)
        do_again(member=acme.anna, case=case, row=row)


def discard(acme: Cast, text: str) -> None:
    with changing(acme, acme.anna) as case:
        row = row_of(case, text)
        check_discard(member=acme.anna, row=row)
        do_discard(member=acme.anna, case=case, row=row)


def let_the_window_pass(acme: Cast) -> None:
    with acme.door():
        past = timezone.now() - timedelta(seconds=1)
        Outbox.objects.filter(undo_until__isnull=False).update(
            undo_until=past, next_attempt_at=past
        )


def claim() -> delivery.ClaimedSend:
    (ref,) = delivery.due_sends(10)
    claimed = delivery.claim_send(ref, 60)
    assert claimed is not None
    return claimed


def fail(acme: Cast, text: str) -> None:
    reply(acme, acme.anna, text)
    let_the_window_pass(acme)
    delivery.refused(claim(), "Text is too rude.", permanent=True)


def lose(acme: Cast, text: str) -> delivery.ClaimedSend:
    reply(acme, acme.anna, text)
    let_the_window_pass(acme)
    claimed = claim()
    delivery.doubtful(claimed, "No answer came.")
    return claimed


def state_of(acme: Cast, text: str) -> str:
    with acme.door():
        return Outbox.objects.get(message__text=text).state


def told(acme: Cast, kind: str) -> int:
    with acme.door():
        return Event.objects.filter(kind=kind).count()


def test_a_public_reply_waits_for_its_window_and_is_taken_back_within(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        before = (case.state, case.snippet, case.unanswered_since, case.due_at)
    reply(acme, acme.anna, "Hello!")
    assert the_case(acme).state == "waiting"
    assert network_accepts() == []
    assert take_back(acme, "Hello!") == "Hello!"
    with changing(acme, acme.anna) as case:
        assert (case.state, case.snippet, case.unanswered_since, case.due_at) == before
    assert state_of(acme, "Hello!") == "discarded"
    let_the_window_pass(acme)
    assert network_accepts() == []


def test_taking_back_twice_is_once_and_gives_the_text_again(acme: Cast) -> None:
    reply(acme, acme.anna, "Hello!")
    assert [take_back(acme, "Hello!") for _ in range(2)] == ["Hello!"] * 2
    assert told(acme, "reply_discarded") == 1


def test_a_reply_that_left_is_not_taken_back(acme: Cast) -> None:
    reply(acme, acme.anna, "Hello!")
    let_the_window_pass(acme)
    with pytest.raises(Refused, match="too late"):
        take_back(acme, "Hello!")
    assert network_accepts() == ["Hello!"]
    with pytest.raises(Refused, match="too late"):
        take_back(acme, "Hello!")


def test_a_snoozed_case_sleeps_on_when_the_reply_is_taken_back(acme: Cast) -> None:
    until = timezone.now() + timedelta(hours=3)
    with changing(acme, acme.anna) as case:
        do_snooze(member=acme.anna, case=case, until=until)
    reply(acme, acme.anna, "Hello!")
    take_back(acme, "Hello!")
    case = the_case(acme)
    assert (case.state, case.snoozed_until) == ("snoozed", until)
    with acme.door():
        assert Timer.objects.get(case=case, kind="wake").due_at == until


def test_what_happened_meanwhile_stands(acme: Cast) -> None:
    reply(acme, acme.anna, "Hello!")
    with changing(acme, acme.anna) as case:
        do_resolve(member=acme.anna, case=case)
    take_back(acme, "Hello!")
    assert the_case(acme).state == "resolved"


def test_what_the_customer_wrote_meanwhile_stands(acme: Cast) -> None:
    reply(acme, acme.anna, "Hello!")
    customer_writes(acme, "Anybody there?", answers="q1")
    take_back(acme, "Hello!")
    case = the_case(acme)
    assert (case.state, case.snippet) == ("open", "Anybody there?")


def test_private_replies_leave_at_once(acme: Cast) -> None:
    customer_writes(acme, "my number is 7", conversation="c1")
    reply(acme, acme.anna, "Thanks!", visibility="private")
    assert network_accepts() == ["Thanks!"]


def test_a_later_reply_does_not_overtake_one_that_may_be_taken_back(acme: Cast) -> None:
    customer_writes(acme, "my number is 7", conversation="c1")
    reply(acme, acme.anna, "First!")
    reply(acme, acme.anna, "Second!", visibility="private")
    assert network_accepts() == []
    take_back(acme, "First!")
    assert network_accepts() == ["Second!"]


def test_a_refused_reply_is_sent_again_with_its_key(acme: Cast) -> None:
    fail(acme, "Hello!")
    assert the_case(acme).state == "open"
    with acme.door():
        key = Outbox.objects.get().idempotency_key
    again(acme, "Hello!")
    assert the_case(acme).state == "waiting"
    claimed = claim()
    assert (claimed.reply.idempotency_key, claimed.attempt, claimed.in_doubt) == (key, 2, False)
    assert told(acme, "reply_again") == 1


def test_a_reply_in_doubt_is_sent_again_when_a_person_says_so(acme: Cast) -> None:
    lose(acme, "Hello!")
    again(acme, "Hello!")
    claimed = claim()
    assert claimed.in_doubt
    delivery.accepted(claimed, Sent("n1", timezone.now(), ""))
    assert state_of(acme, "Hello!") == "sent"


def test_of_two_people_who_press_at_once_the_second_hears_why_not(acme: Cast) -> None:
    fail(acme, "Hello!")
    again(acme, "Hello!")
    with pytest.raises(Refused, match="somebody was faster"):
        again(acme, "Hello!")
    with pytest.raises(Refused, match="somebody was faster"):
        discard(acme, "Hello!")
    assert network_accepts() == ["Hello!"]
    with pytest.raises(Refused, match="sent meanwhile"):
        again(acme, "Hello!")


def test_an_answer_that_comes_while_somebody_discards_wins(acme: Cast) -> None:
    claimed = lose(acme, "Hello!")
    with changing(acme, acme.anna) as case:
        row = row_of(case, "Hello!")
        check_discard(member=acme.anna, row=row)
        delivery.accepted(claimed, Sent("n1", timezone.now(), ""))
        with pytest.raises(Refused, match="sent meanwhile"):
            do_discard(member=acme.anna, case=case, row=row)
    assert state_of(acme, "Hello!") == "sent"


def test_a_discarded_reply_answers_nothing_and_the_customer_still_waits(acme: Cast) -> None:
    lose(acme, "Hello!")
    discard(acme, "Hello!")
    assert state_of(acme, "Hello!") == "discarded"
    assert delivery.due_looks(10) == []
    case = the_case(acme)
    assert (case.state, case.snippet) == ("open", "@acme my phone is broken")
    with acme.door():
        assert Clock.objects.get(kind="first_response").ended_at is None
    with pytest.raises(Refused, match="discarded"):
        again(acme, "Hello!")


def test_a_discarded_reply_that_was_posted_after_all_is_shown_as_sent(acme: Cast) -> None:
    claimed = lose(acme, "Hello!")
    discard(acme, "Hello!")
    delivery.accepted(claimed, Sent("n1", timezone.now(), ""))
    assert state_of(acme, "Hello!") == "sent"


def test_nothing_is_sent_again_through_a_channel_that_is_gone(acme: Cast) -> None:
    fail(acme, "Hello!")
    with acme.door():
        Channel.objects.update(health="dead")
    with pytest.raises(Refused, match="disconnected"):
        again(acme, "Hello!")


def test_a_reply_of_another_case_is_not_there(acme: Cast) -> None:
    reply(acme, acme.anna, "Hello!")
    customer_writes(acme, "Another matter", customer="dora")
    with organisation_door(acme.id):
        message = Message.objects.get(text="Hello!")
        assert message.case_id is not None
        other = Case.objects.exclude(id=message.case_id).get()
        for message_id in (message.id, 0, 2**63, 2**40):
            with pytest.raises(Http404):
                reply_in(other, message_id)
