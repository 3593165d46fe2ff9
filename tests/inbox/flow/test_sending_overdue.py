"""A reply that waited for its channel for a day is read again by a person before it leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from inbox.actions import sending
from inbox.flow.delivery import (
    SendRef,
    claim_look,
    claim_send,
    doubtful,
    due_again,
    due_looks,
    due_sends,
    kept_back,
    looked,
)
from inbox.flow.delivery.overdue import too_long
from inbox.models import Case, Channel, Event, Message, Outbox
from inbox.networks.items import OwnPosts
from tests.cast import Cast
from tests.inbox.flow.feed import said, take_in
from tests.inbox.flow.test_sending_looks import Knows, network_knows, pass_time
from tests.inbox.verbs import begin_sending, change, now, outbox, reply

__all__ = ["network_knows"]

NOON = datetime(2025, 3, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def asked(acme: Cast) -> Cast:
    take_in(acme, said("1", sent_at=now() - timedelta(days=3)))
    return acme


def written(cast: Cast, ago: timedelta, **row: object) -> SendRef:
    """A reply of that age, due by now."""
    ref = reply(cast, "Restart it")
    then = timezone.now() - ago
    with cast.door():
        Message.objects.filter(outbox_rows=ref.outbox_id).update(sent_at=then)
        Outbox.objects.filter(id=ref.outbox_id).update(
            **{"undo_until": then, "next_attempt_at": timezone.now(), **row}
        )
    return ref


@pytest.mark.parametrize(
    ("moments", "hours"),
    [
        ([NOON - 25 * HOUR, None], 25),
        ([NOON - 24 * HOUR], None),
        ([NOON - 50 * HOUR, NOON - HOUR, None], None),
        ([NOON - 50 * HOUR, None, NOON - 30 * HOUR], 30),
        ([NOON - 50 * HOUR, NOON + 30 * HOUR], None),
    ],
)
def test_what_counts_is_the_last_moment_before_which_it_could_not_leave(
    moments: list[datetime | None], hours: int | None
) -> None:
    assert too_long(moments, NOON) == (None if hours is None else hours * HOUR)


def test_a_reply_that_waited_for_a_dead_channel_does_not_leave_when_it_is_connected(
    asked: Cast,
) -> None:
    ref = reply(asked, "Restart it")
    kept_back(begin_sending(ref), "The access is gone.")
    with asked.door():
        Channel.objects.update(health="dead")
        then = timezone.now() - 30 * HOUR
        Message.objects.filter(outbox_rows=ref.outbox_id).update(sent_at=then)
        Outbox.objects.update(undo_until=then)
    pass_time(asked)
    with asked.door():
        Channel.objects.update(health="ok")
    assert claim_send(ref, 60) is None
    row = outbox(asked, ref)
    assert (row.state, row.next_attempt_at) == ("failed", None)
    assert row.last_error == "It waited 30 h for the channel; read it again before you send it."
    with asked.door():
        assert Event.objects.filter(kind="reply_failed").count() == 1
        case = Case.objects.get()
        assert (case.state, case.unanswered_since is not None) == ("open", True)


def test_it_is_a_persons_as_soon_as_the_day_is_over_though_the_channel_is_still_dead(
    asked: Cast,
) -> None:
    ref = written(asked, 25 * HOUR)
    with asked.door():
        Channel.objects.update(health="dead")
    assert due_sends(10) == [ref]
    assert claim_send(ref, 60) is None
    assert outbox(asked, ref).state == "failed"


def test_within_a_day_it_leaves_by_itself(asked: Cast) -> None:
    assert claim_send(written(asked, 23 * HOUR), 60) is not None


def test_one_written_for_later_is_as_old_as_its_time(asked: Cast) -> None:
    lately = timezone.now() - HOUR
    assert claim_send(written(asked, 60 * HOUR, scheduled_for=lately), 60) is not None


def test_once_read_again_it_leaves(asked: Cast) -> None:
    ref = written(asked, 25 * HOUR)
    assert claim_send(ref, 60) is None
    change(asked, sending.do_again, row=outbox(asked, ref))
    assert begin_sending(ref).reply.text == "Restart it"


def test_one_that_lay_ready_to_be_fetched_does_not_leave_either(asked: Cast) -> None:
    ref = written(asked, 25 * HOUR, next_attempt_at=None)
    with asked.door():
        due_again(asked.channel_id)
    assert claim_send(ref, 60) is None
    assert outbox(asked, ref).state == "failed"


def test_a_young_one_behind_it_does_not_wait_for_the_person(asked: Cast) -> None:
    old, young = written(asked, 25 * HOUR), written(asked, HOUR)
    assert claim_send(young, 60) is None
    assert claim_send(old, 60) is None
    assert young in due_sends(10)
    assert claim_send(young, 60) is not None


def test_of_one_that_may_have_arrived_it_is_not_said_that_it_failed(
    asked: Cast, network_knows: Knows
) -> None:
    """It is looked for as before, and not sent anew by itself."""
    ref = reply(asked, "Restart it")
    doubtful(begin_sending(ref), "No answer came.")
    change(asked, sending.do_again, row=outbox(asked, ref))
    with asked.door():
        then = timezone.now() - 25 * HOUR
        Message.objects.filter(outbox_rows=ref.outbox_id).update(sent_at=then)
        Outbox.objects.update(undo_until=then, again_at=then, attempt_at=then)
    assert claim_send(ref, 60) is None
    assert outbox(asked, ref).state == "unknown"
    for _ in range(2):
        pass_time(asked)
        (due,) = due_looks(10)
        claimed = claim_look(due, 60)
        assert claimed is not None
        looked(claimed, OwnPosts((), complete=True))
    row = outbox(asked, ref)
    assert (row.state, row.look_at) == ("unknown", None)
    assert "It waited 25 h" in row.last_error


@pytest.mark.parametrize(("age", "tried"), [(25 * HOUR, False), (23 * HOUR, True)])
def test_a_remembered_key_is_tried_again_for_a_day_only(
    asked: Cast, network_knows: Knows, age: timedelta, tried: bool
) -> None:
    network_knows(in_doubt="same_key", key_seconds=3 * 24 * 3_600)
    ref = reply(asked, "Restart it")
    claimed = begin_sending(ref)
    with asked.door():
        then = timezone.now() - age
        Message.objects.filter(outbox_rows=ref.outbox_id).update(sent_at=then)
        Outbox.objects.update(undo_until=then, attempt_at=then)
    doubtful(claimed, "No answer came.")
    pass_time(asked)
    for due in due_looks(10):
        assert claim_look(due, 60) is None
    assert outbox(asked, ref).state == ("queued" if tried else "unknown")
