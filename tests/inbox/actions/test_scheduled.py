"""Replies that leave later, unless the customer writes first."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from care.core.errors import Refused
from inbox.actions.answer import After, check_after, do_answer
from inbox.actions.draft import do_draft
from inbox.actions.reply import check_reply
from inbox.actions.schedule import (
    check_reschedule,
    check_send_now,
    do_reschedule,
    do_send_now,
)
from inbox.actions.sending import check_take_back, do_take_back, reply_in
from inbox.events import Kind
from inbox.models import Case, Clock, Draft, Event, Message, Outbox
from inbox.models.messages import SendState
from tests.cast import Cast
from tests.inbox.actions.work import (
    changing,
    customer_writes,
    network_accepts,
    reply,
    the_case,
)


def soon() -> datetime:
    return timezone.now() + timedelta(hours=3)


def plan(
    cast: Cast, text: str, *, leaves_at: datetime | None = None, then: After | None = None
) -> int:
    """The message's id."""
    key = uuid.uuid4().hex
    with changing(cast, cast.anna) as case:
        checked = check_reply(
            member=cast.anna,
            case=case,
            text=text,
            visibility="public",
            idempotency_key=key,
            leaves_at=leaves_at or soon(),
        )
        after = then or After()
        check_after(member=cast.anna, case=case, reply=checked, after=after)
        return do_answer(
            member=cast.anna, case=case, reply=checked, idempotency_key=key, after=after
        ).id


def outbox(cast: Cast, message_id: int) -> Outbox:
    with cast.door():
        return Outbox.objects.get(message_id=message_id)


def its_time_comes(cast: Cast) -> None:
    with cast.door():
        past = timezone.now() - timedelta(seconds=1)
        Outbox.objects.filter(scheduled_for__isnull=False).update(
            scheduled_for=past, next_attempt_at=past
        )


def test_it_is_not_said_before_its_time(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    plan(acme, "Good morning!")
    assert network_accepts() == []
    assert the_case(acme).snippet == "My router is down."
    with acme.door():
        assert Clock.objects.get(kind="first_response").ended_at is None
    its_time_comes(acme)
    assert network_accepts() == ["Good morning!"]
    assert the_case(acme).snippet == "Good morning!"
    with acme.door():
        assert Clock.objects.get(kind="first_response").ended_at is not None


def test_the_customers_next_message_stops_it_and_its_words_are_a_draft(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    message_id = plan(acme, "Good morning!")
    with changing(acme, acme.anna) as case:
        do_draft(member=acme.anna, case=case, pen="reply", text="And then")
    customer_writes(acme, "It works again.")
    assert outbox(acme, message_id).state == SendState.DISCARDED
    its_time_comes(acme)
    assert network_accepts() == []
    with acme.door():
        draft = Draft.objects.get()
        assert (draft.member_id, draft.text) == (acme.anna.id, "Good morning!\n\nAnd then")
        told = Event.objects.get(kind=Kind.REPLY_STOPPED)
        assert told.data == {"message": message_id, "member": acme.anna.id}
    assert the_case(acme).state == "open"


def test_another_customers_message_stops_nothing(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    message_id = plan(acme, "Good morning!")
    customer_writes(acme, "Mine too.", customer="max")
    assert outbox(acme, message_id).state == SendState.QUEUED


def test_one_that_is_just_leaving_is_not_stopped(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    message_id = plan(acme, "Good morning!")
    with acme.door():
        Outbox.objects.update(state=SendState.SENDING, attempts=1)
    customer_writes(acme, "It works again.")
    assert outbox(acme, message_id).state == SendState.SENDING
    with acme.door():
        assert not Draft.objects.exists()


def test_what_is_written_after_it_does_not_wait_for_it(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    message_id = plan(acme, "Tomorrow.")
    reply(acme, acme.anna, "First this.")
    assert network_accepts() == ["First this."]
    # Whatever woke up when that one had gone, this one keeps its time.
    assert network_accepts() == []
    assert outbox(acme, message_id).state == SendState.QUEUED


def test_it_can_leave_now_or_at_another_time_or_not_at_all(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    message_id = plan(acme, "Tomorrow.")
    with changing(acme, acme.anna) as case:
        row = reply_in(case, message_id)
        with pytest.raises(Refused, match="passed"):
            check_reschedule(member=acme.anna, row=row, leaves_at=timezone.now())
        later = soon() + timedelta(days=1)
        check_reschedule(member=acme.anna, row=row, leaves_at=later)
        do_reschedule(member=acme.anna, case=case, row=row, leaves_at=later)
    assert outbox(acme, message_id).scheduled_for == later
    with changing(acme, acme.anna) as case:
        row = reply_in(case, message_id)
        check_send_now(member=acme.anna, row=row)
        do_send_now(member=acme.anna, case=case, row=row)
    assert network_accepts() == ["Tomorrow."]
    with changing(acme, acme.anna) as case, pytest.raises(Refused, match="waits no more"):
        check_send_now(member=acme.anna, row=reply_in(case, message_id))


def test_taken_back_it_is_as_if_it_had_never_been_written(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    message_id = plan(acme, "Tomorrow.")
    assert the_case(acme).state == "waiting"
    with changing(acme, acme.anna) as case:
        row = reply_in(case, message_id)
        check_take_back(member=acme.anna, row=row)
        do_take_back(member=acme.anna, case=case, row=row)
    assert the_case(acme).state == "open"
    its_time_comes(acme)
    assert network_accepts() == []
    with acme.door():
        assert Draft.objects.get().text == "Tomorrow."


@pytest.mark.parametrize("away", [timedelta(0), timedelta(days=91)])
def test_a_time_that_passed_or_is_too_far_away_is_refused(acme: Cast, away: timedelta) -> None:
    customer_writes(acme, "My router is down.")
    with pytest.raises(Refused):
        plan(acme, "Hello", leaves_at=timezone.now() + away)
    with acme.door():
        assert not Message.objects.filter(direction="out").exists()


def test_a_case_is_not_resolved_by_what_has_not_been_said(acme: Cast) -> None:
    customer_writes(acme, "My router is down.")
    with pytest.raises(Refused, match="answers nothing yet"):
        plan(acme, "Hello", then=After("resolve"))
    with acme.door():
        assert Case.objects.get().state == "open"
