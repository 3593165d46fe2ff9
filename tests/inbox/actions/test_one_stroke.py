"""A reply and what becomes of the case; private data; the way into private and the public close."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from care.core.errors import Refused
from inbox.actions.answer import (
    After,
    check_after,
    check_invite,
    do_acknowledgement,
    do_answer,
)
from inbox.actions.public import WHATEVER, PrivateData
from inbox.actions.reply import check_reply
from inbox.actions.sending import do_take_back, reply_in
from inbox.events import Kind
from inbox.models import Case, Clock, Event, Message
from inbox.selectors.publicly import lacks_public_close, unclosed
from routing.models import CannedAnswer, Engagement
from tests.cast import Cast
from tests.inbox.actions.work import (
    changing,
    customer_writes,
    hand_over,
    network_accepts,
    the_case,
)


def answer(cast: Cast, text: str = "Done!", *, after: After | None = None, **more: Any) -> Message:
    key = more.pop("key", "") or uuid.uuid4().hex
    more.setdefault("visibility", "public")
    with changing(cast, cast.anna) as case:
        reply = check_reply(member=cast.anna, case=case, text=text, idempotency_key=key, **more)
        after = after or After()
        check_after(member=cast.anna, case=case, reply=reply, after=after)
        if reply.purpose == "invite":
            check_invite(member=cast.anna, case=case, reply=reply)
        return do_answer(member=cast.anna, case=case, reply=reply, idempotency_key=key, after=after)


def told(cast: Cast, kind: Kind) -> list[dict[str, Any]]:
    with cast.door():
        return list(Event.objects.filter(kind=kind).order_by("id").values_list("data", flat=True))


def test_send_and_resolve_is_one_stroke_and_happens_once(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    for _ in range(2):
        answer(acme, after=After("resolve"), key="the-same-key")
    case = the_case(acme)
    assert (case.state, case.owner_id) == ("resolved", acme.anna.id)
    assert [data["to"] for data in told(acme, Kind.STATE_CHANGED)] == ["resolved"]
    assert network_accepts() == ["Done!"]


def test_taking_it_back_undoes_the_resolve_too_and_the_question_waits_again(acme: Cast) -> None:
    with acme.door():
        Engagement.objects.update(undo_seconds=30)
        Engagement.objects.update(version=2)
    customer_writes(acme, "My router is down.")
    message = answer(acme, after=After("resolve"))
    with changing(acme, acme.anna) as case:
        do_take_back(member=acme.anna, case=case, row=reply_in(case, message.id))
    case = the_case(acme)
    assert case.state == "open"
    assert case.settled_at is None
    assert case.unanswered_since is not None
    with acme.door():
        clock = Clock.objects.get(kind="first_response")
        assert clock.ended_at is None
        assert not clock.void


def test_send_and_snooze(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    until = timezone.now() + timedelta(hours=2)
    answer(acme, after=After("snooze", until))
    case = the_case(acme)
    assert (case.state, case.snoozed_until) == ("snoozed", until)
    with pytest.raises(Refused, match="Choose when"):
        answer(acme, after=After("snooze"))


def test_private_data_in_public_is_asked_about_once(acme: Cast) -> None:
    customer_writes(acme, "Where is my money?")
    text = "We sent it to DE89 3704 0044 0532 0130 00."
    with pytest.raises(PrivateData, match=r"an IBAN \(…3000\)") as refused:
        answer(acme, text)
    with pytest.raises(PrivateData):
        answer(acme, "Or to GB82 WEST 1234 5698 7654 32?", anyway=refused.value.seal)
    answer(acme, text, anyway=refused.value.seal)
    answer(acme, "Or to GB82 WEST 1234 5698 7654 32?", anyway=WHATEVER)


def test_in_private_nothing_is_asked(acme: Cast) -> None:
    customer_writes(acme, "Where is my money?", conversation="carol")
    answer(acme, "At DE89 3704 0044 0532 0130 00.", visibility="private")


def test_what_the_brand_publishes_itself_is_not_asked_about(acme: Cast) -> None:
    customer_writes(acme, "How can I call you?")
    with pytest.raises(PrivateData):
        answer(acme, "On +49 30 1234567.")
    with acme.door():
        CannedAnswer.objects.create(name="Hotline", shortcut="hot", text="Call 0049 (30) 123 4567")
    answer(acme, "On +49 30 1234567.")


def test_a_hand_over_asks_too_and_its_word_is_an_acknowledgement(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    with pytest.raises(PrivateData):
        hand_over(
            acme, acme.anna, "second-line-support", note="Look", acknowledge="Mail a@b.example"
        )
    hand_over(acme, acme.anna, "second-line-support", note="Look", acknowledge="We look into it.")
    with acme.door():
        assert Message.objects.get(direction="out").acknowledges
    assert told(acme, Kind.REPLY_QUEUED)[0]["acknowledges"] is True


def test_an_acknowledgement_can_be_marked_afterwards(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    message = answer(acme, "We look into it.")
    for _ in range(2):
        with changing(acme, acme.anna) as case:
            found = Message.objects.get(id=message.id)
            do_acknowledgement(member=acme.anna, case=case, message=found, value=True)
    assert told(acme, Kind.ACKNOWLEDGEMENT_SET) == [{"message": message.id, "acknowledges": True}]


def test_a_reply_that_leads_elsewhere_says_so_in_its_event(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    answer(acme, "Please fill in the form.")
    answer(acme, "Is it working now?")
    assert [data.get("elsewhere") for data in told(acme, Kind.REPLY_QUEUED)] == [True, None]


def test_an_invitation_waits_for_the_private_message_however_late_it_comes(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    answer(acme, "Please write to us in private.", purpose="invite")
    case = the_case(acme)
    assert (case.state, case.asked_private_at is not None) == ("waiting", True)
    with acme.door():
        long_ago = timezone.now() - timedelta(days=30)
        Case.objects.update(asked_private_at=long_ago, opened_at=long_ago)
        Message.objects.update(sent_at=long_ago)
    customer_writes(acme, "Here I am.", conversation="carol")
    case = the_case(acme)
    assert (case.state, case.asked_private_at) == ("open", None)
    with acme.door():
        assert Message.objects.get(visibility="private").case_id == case.id


def test_without_an_invitation_a_late_private_message_is_another_case(acme: Cast) -> None:
    customer_writes(acme, "My router is down.", at=timezone.now() - timedelta(days=30))
    customer_writes(acme, "Here I am.", conversation="carol")
    with acme.door():
        assert Case.objects.count() == 2


def test_a_public_word_of_the_customer_does_not_end_the_wait_for_a_private_one(
    acme: Cast,
) -> None:
    customer_writes(acme, "My router is down.")
    answer(acme, "Please write to us in private.", purpose="invite")
    customer_writes(acme, "How?")
    assert the_case(acme).asked_private_at is not None


def test_an_invitation_that_is_taken_back_was_never_made(acme: Cast) -> None:
    with acme.door():
        Engagement.objects.update(undo_seconds=30, version=2)
    customer_writes(acme, "My router is down.")
    message = answer(acme, "Please write to us in private.", purpose="invite")
    with changing(acme, acme.anna) as case:
        do_take_back(member=acme.anna, case=case, row=reply_in(case, message.id))
    assert the_case(acme).asked_private_at is None


def test_a_complaint_that_was_solved_in_private_lacks_a_public_word(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    answer(acme, "Please write to us in private.", purpose="invite")
    customer_writes(acme, "Here I am.", conversation="carol")
    case_id = the_case(acme).id
    with acme.door():
        assert not lacks_public_close(case_id)
        assert lacks_public_close(case_id, answering_in_private=True)
    answer(acme, "Solved.", visibility="private")
    with acme.door():
        assert lacks_public_close(case_id)
    answer(acme, "Glad we could solve it!", purpose="close")
    with acme.door():
        assert not lacks_public_close(case_id)


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("", False),
        ("C", False),
        ("Cp", True),
        ("CPp", True),
        ("CcPp", False),
        ("CPpc", False),
        ("Pp", False),
    ],
)
def test_when_the_last_public_word_is_missing(said: str, lacks: bool) -> None:
    """C, P: the customer in public, in private; c, p: we."""
    assert unclosed([(sign.isupper(), sign in "Pp") for sign in said]) is lacks
