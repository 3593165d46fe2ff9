"""Every kind of clock through a case's life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from inbox.access import case_to_change
from inbox.actions.answer import do_acknowledgement
from inbox.actions.reply import check_reply, do_reply
from inbox.actions.state import do_dismiss, do_reopen, do_resolve, do_snooze, do_wake
from inbox.flow.delivery import SendRef, accepted
from inbox.models import Case, Channel, Clock, Event, Message, Outbox
from inbox.networks.items import Sent
from tests.cast import Cast
from tests.inbox.clocks.policies import HOUR, NINE_TO_FIVE, default_policy, hours_of
from tests.inbox.flow.feed import MONDAY, answered, said, take_in, whispered
from tests.inbox.verbs import at, begin_sending, change


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def asks(cast: Cast, name: str = "1", number: float = 0, **more: Any) -> None:
    with at(hours(number)):
        take_in(cast, said(name, sent_at=hours(number), **more))


def replies(cast: Cast, number: float, name: str, **more: Any) -> None:
    """Written and accepted by the network at the same hour."""
    with at(hours(number)):
        with cast.door():
            case = case_to_change(cast.anna, Case.objects.get().id)
            checked = check_reply(
                member=cast.anna,
                case=case,
                text=f"Answer {name}",
                visibility="public",
                idempotency_key=f"reply-{name:>06}",
                **more,
            )
            message = do_reply(
                member=cast.anna,
                case=case,
                reply=checked,
                idempotency_key=f"reply-{name:>06}",
                then="wait",
            )
            ref = SendRef(cast.id, Outbox.objects.get(message=message).id)
        accepted(begin_sending(ref), Sent(name, hours(number), ""))


def clock(cast: Cast, kind: str, **where: Any) -> Clock:
    with cast.door():
        return Clock.objects.get(kind=kind, **where)


def ended(cast: Cast, kind: str) -> list[dict[str, Any]]:
    with cast.door():
        rows = Event.objects.filter(kind="clock_ended").order_by("id")
        return [row.data for row in rows if row.data["clock"] == kind]


def test_hours_in_which_nobody_works_do_not_count(acme: Cast) -> None:
    calendar = hours_of(acme, NINE_TO_FIVE)
    asks(acme, number=7.5)  # at 16:30, half an hour before we close
    first = clock(acme, "first_response")
    assert first.due_at == hours(24.5)
    assert first.calendar_id == calendar
    take_in(acme, answered("2", "1", sent_at=hours(24.25)))
    (told,) = ended(acme, "first_response")
    assert (told["seconds"], told["met"], told["calendar"]) == (45 * 60, True, calendar)
    assert told["policy"] == first.policy_id


def test_a_pause_counts_only_as_far_as_it_lies_in_working_hours(acme: Cast) -> None:
    hours_of(acme, NINE_TO_FIVE)
    asks(acme, number=7.5)
    with at(hours(7.75)):
        change(acme, do_snooze, until=hours(24))
    with at(hours(24)), acme.door():
        do_wake(case=Case.objects.select_for_update().get())
    assert clock(acme, "first_response").due_at == hours(24.75)


def test_a_calendar_that_never_opens_leaves_a_clock_never_due(acme: Cast) -> None:
    hours_of(acme, [[]] * 7)
    asks(acme)
    assert clock(acme, "first_response").due_at is None
    with acme.door():
        assert Case.objects.get().due_at is None
    take_in(acme, answered("2", "1", sent_at=hours(500)))
    (told,) = ended(acme, "first_response")
    assert (told["seconds"], told["met"]) == (0, True)


def test_an_acknowledgement_is_a_response_and_no_useful_answer(acme: Cast) -> None:
    default_policy(acme, first_useful_seconds=4 * HOUR)
    asks(acme)
    replies(acme, 0.5, "2", acknowledges=True)
    assert clock(acme, "first_response").ended_at == hours(0.5)
    useful = clock(acme, "first_useful")
    assert (useful.ended_at, useful.due_at) == (None, hours(4))
    replies(acme, 5, "3")
    assert clock(acme, "first_useful").ended_at == hours(5)
    (told,) = ended(acme, "first_useful")
    assert (told["seconds"], told["met"]) == (5 * HOUR, False)


def test_who_finds_that_a_reply_only_acknowledged_starts_its_clock_again(acme: Cast) -> None:
    default_policy(acme, first_useful_seconds=4 * HOUR)
    asks(acme)
    replies(acme, 0.5, "2")
    assert clock(acme, "first_useful").ended_at == hours(0.5)
    with acme.door():
        message = Message.objects.get(direction="out")
    with at(hours(1)):
        change(acme, do_acknowledgement, message=message, value=True)
    useful = clock(acme, "first_useful")
    assert (useful.ended_at, useful.due_at, useful.started_at) == (None, hours(4), hours(0))


def test_resolution_does_not_count_what_waits_for_the_customer_or_sleeps(acme: Cast) -> None:
    default_policy(acme, resolution_seconds=10 * HOUR)
    asks(acme)
    replies(acme, 1, "2")  # waits from here on
    assert clock(acme, "resolution").paused_at == hours(1)
    asks(acme, "3", 5, in_reply_to="2")
    assert clock(acme, "resolution").due_at == hours(14)
    with at(hours(6)):
        change(acme, do_snooze, until=hours(8))
    with at(hours(8)), acme.door():
        do_wake(case=Case.objects.select_for_update().get())
    assert clock(acme, "resolution").due_at == hours(16)
    with at(hours(9)):
        change(acme, do_resolve)
    (told,) = ended(acme, "resolution")
    assert (told["seconds"], told["target"], told["met"]) == (3 * HOUR, 10 * HOUR, True)


def test_a_reopened_case_is_measured_anew(acme: Cast) -> None:
    default_policy(acme, resolution_seconds=HOUR)
    asks(acme)
    with at(hours(2)):
        change(acme, do_resolve)
    with at(hours(5)):
        change(acme, do_reopen)
    again = clock(acme, "resolution", ended_at=None)
    assert (again.started_at, again.due_at) == (hours(5), hours(6))
    with at(hours(5.5)):
        change(acme, do_resolve)
    assert [told["met"] for told in ended(acme, "resolution")] == [False, True]


def test_a_dismissed_case_met_and_missed_nothing(acme: Cast) -> None:
    default_policy(acme, resolution_seconds=HOUR, first_useful_seconds=HOUR, turns=2)
    asks(acme)
    with at(hours(2)):
        change(acme, do_dismiss, reason="spam")
    with acme.door():
        assert not Clock.objects.filter(ended_at=None).exists()
    assert ended(acme, "resolution") == ended(acme, "first_useful") == []


def test_turns_are_counted_from_our_first_and_press_nobody(acme: Cast) -> None:
    default_policy(acme, turns=2)
    asks(acme)
    with acme.door():
        assert not Clock.objects.filter(kind="turns").exists()
    for number in (1, 2):
        replies(acme, number, f"r{number}")
    counted = clock(acme, "turns")
    assert (counted.turns, counted.target_turns, counted.due_at) == (2, 2, None)
    with acme.door():
        assert Case.objects.get().due_at == hours(48)
    replies(acme, 3, "r3")
    counted = clock(acme, "turns")
    assert (counted.turns, counted.due_at) == (3, hours(3))
    with acme.door():
        assert Case.objects.get().due_at == hours(48), "a count makes no case more urgent"


def test_a_reply_that_the_network_accepts_after_the_case_was_resolved_is_a_turn(acme: Cast) -> None:
    default_policy(acme, turns=1)
    asks(acme)
    replies(acme, 1, "r1")
    with at(hours(2)):
        change(acme, do_resolve)
    assert [(told["turns"], told["met"]) for told in ended(acme, "turns")] == [(1, True)]
    take_in(acme, answered("late", "1", sent_at=hours(1.5)))
    assert [(told["turns"], told["met"]) for told in ended(acme, "turns")][-1] == (2, False)
    with acme.door():
        kinds = Event.objects.filter(kind="clock_breached").values_list("data__clock", flat=True)
        assert "turns" in kinds


def open_private_window(cast: Cast, number: int) -> None:
    with cast.door():
        Channel.objects.filter(id=cast.channel_id).update(limits={"private_hours": number})


def whispers(cast: Cast, name: str, number: float) -> None:
    with at(hours(number)):
        take_in(cast, whispered(name, "dm", sent_at=hours(number)))


def test_the_networks_window_runs_from_the_customers_last_message(acme: Cast) -> None:
    open_private_window(acme, 24)
    whispers(acme, "1", 0)
    whispers(acme, "2", 3)
    window = clock(acme, "private_window")
    assert (window.started_at, window.due_at) == (hours(3), hours(27))
    assert (window.policy_id, window.calendar_id) == (None, None)
    with at(hours(4)):
        change(acme, do_snooze, until=hours(10))
    assert clock(acme, "private_window").due_at == hours(27), "no network waits for our snooze"
    with acme.door():
        assert Case.objects.get().due_at == hours(27)


def test_an_answer_keeps_the_window_and_a_dismissal_lets_it_go(acme: Cast) -> None:
    open_private_window(acme, 24)
    whispers(acme, "1", 0)
    answer = answered("2", None, kind="private", visibility="private", conversation="dm")
    take_in(acme, answer)
    (told,) = ended(acme, "private_window")
    assert (told["met"], told["policy"], told["target"]) == (True, None, 24 * HOUR)
    whispers(acme, "3", 30)
    assert clock(acme, "private_window", ended_at=None).started_at == hours(30)
    with at(hours(31)):
        change(acme, do_dismiss, reason="spam")
    with acme.door():
        assert Clock.objects.filter(kind="private_window", void=True).count() == 1
    assert len(ended(acme, "private_window")) == 1


def test_what_is_said_in_public_opens_no_private_window(acme: Cast) -> None:
    open_private_window(acme, 24)
    asks(acme)
    with acme.door():
        assert not Clock.objects.filter(kind="private_window").exists()
