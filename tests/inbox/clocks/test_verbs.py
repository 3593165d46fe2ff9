"""Clocks through a case's life, as people's verbs move it."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.actions.assign import do_release, do_take
from inbox.actions.hand_over import check_hand_over, do_hand_over
from inbox.actions.state import do_dismiss, do_reopen, do_resolve, do_snooze, do_wake
from inbox.flow.delivery import accepted
from inbox.models import Case, Clock, Event
from inbox.networks.items import Sent
from tests.cast import Cast, tag
from tests.inbox.flow.feed import MONDAY, answered, said, take_in
from tests.inbox.verbs import at, begin_sending, change, reply

OVER, BACK = "second-line-support", "technical-reply"


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def asked(cast: Cast) -> None:
    with at(hours(0)):
        take_in(cast, said("1"))


def clock(kind: str, **where: object) -> Clock:
    return Clock.objects.get(kind=kind, **where)


def lines() -> list[tuple[int, datetime, datetime | None]]:
    """Ownership clocks: line, start and end."""
    rows = Clock.objects.filter(kind="ownership").order_by("started_at", "id")
    return list(rows.values_list("line__number", "started_at", "ended_at"))


def hand_over(cast: Cast, name: str, number: float, *, by: str = "anna") -> None:
    member = getattr(cast, by)
    with at(hours(number)), cast.door():
        tagged = tag(name)
        case = Case.objects.get()
        checked = check_hand_over(member=member, case=case, note="Have a look", tag=tagged)
    with at(hours(number)):
        change(cast, do_hand_over, member=member, hand_over=checked)


def ended(cast: Cast, kind: str) -> list[int]:
    """Seconds, as told to reports."""
    with cast.door():
        rows = Event.objects.filter(kind="clock_ended").order_by("id")
        return [row.data["seconds"] for row in rows if row.data["clock"] == kind]


def test_a_new_case_has_an_hour_for_the_first_response_and_two_days_on_its_line(acme: Cast) -> None:
    asked(acme)
    with acme.door():
        first, line = clock("first_response"), clock("ownership")
        assert (first.started_at, first.due_at, first.ended_at) == (hours(0), hours(1), None)
        assert (line.started_at, line.due_at, line.line.number) == (hours(0), hours(48), 1)
        assert Case.objects.get().due_at == hours(1)


def test_snoozing_pauses_the_customers_clock_and_not_the_lines(acme: Cast) -> None:
    asked(acme)
    with at(hours(0.5)):
        change(acme, do_snooze, until=hours(10))
    with acme.door():
        first, line = clock("first_response"), clock("ownership")
        assert (first.paused_at, first.due_at, first.ended_at) == (hours(0.5), None, None)
        assert (line.paused_at, line.due_at) == (None, hours(48))
        assert Case.objects.get().due_at == hours(48)


def test_waking_resumes_it_with_the_time_that_was_left(acme: Cast) -> None:
    asked(acme)
    with at(hours(0.5)):
        change(acme, do_snooze, until=hours(10))
    with at(hours(10)), acme.door():
        do_wake(case=Case.objects.select_for_update().get())
    with acme.door():
        first = clock("first_response")
        assert (first.paused_at, first.due_at) == (None, hours(10.5))
        assert first.pauses == [[hours(0.5).isoformat(), hours(10).isoformat()]]
        assert Case.objects.get().due_at == hours(10.5)


def test_two_snoozes_add_up(acme: Cast) -> None:
    asked(acme)
    for start in (0.25, 1.5):
        with at(hours(start)):
            change(acme, do_snooze, until=hours(start + 1))
        with at(hours(start + 1)), acme.door():
            do_wake(case=Case.objects.select_for_update().get())
    with acme.door():
        assert clock("first_response").due_at == hours(3)


def test_snoozing_again_while_asleep_does_not_count_the_pause_twice(acme: Cast) -> None:
    asked(acme)
    for start in (0.5, 0.75):
        with at(hours(start)):
            change(acme, do_snooze, until=hours(5))
    with at(hours(5)), acme.door():
        do_wake(case=Case.objects.select_for_update().get())
    with acme.door():
        assert clock("first_response").due_at == hours(5.5)


def test_an_answer_after_a_snooze_counts_without_the_pause(acme: Cast) -> None:
    asked(acme)
    with at(hours(0.5)):
        change(acme, do_snooze, until=hours(2.5))
    with at(hours(2.5)), acme.door():
        do_wake(case=Case.objects.select_for_update().get())
    take_in(acme, answered("2", "1", sent_at=hours(2.75)))
    with acme.door():
        assert clock("first_response").breached_at is None
    assert ended(acme, "first_response") == [round(0.75 * 3600)]


def test_handing_over_ends_the_first_lines_time_and_starts_the_seconds(acme: Cast) -> None:
    asked(acme)
    hand_over(acme, OVER, 1)
    with acme.door():
        assert lines() == [(1, hours(0), hours(1)), (2, hours(1), None)]
        assert clock("ownership", ended_at=None).due_at == hours(9)
        assert clock("first_response").ended_at is None  # the customer waits all the same
    assert ended(acme, "ownership") == [3600]


def test_twice_round_gives_each_stay_a_clock_of_its_own(acme: Cast) -> None:
    asked(acme)
    for number, name, who in ((1, OVER, "anna"), (3, BACK, "tess"), (4, OVER, "anna")):
        hand_over(acme, name, number, by=who)
    hand_over(acme, BACK, 6, by="tess")
    with acme.door():
        assert lines() == [
            (1, hours(0), hours(1)),
            (2, hours(1), hours(3)),
            (1, hours(3), hours(4)),
            (2, hours(4), hours(6)),
            (1, hours(6), None),
        ]
    assert ended(acme, "ownership") == [3600, 7200, 3600, 7200]


def test_another_assignee_on_the_same_line_does_not_start_its_time_anew(acme: Cast) -> None:
    asked(acme)
    with at(hours(1)):
        change(acme, do_take)
    with at(hours(2)):
        change(acme, do_release)
    with at(hours(3)):
        change(acme, do_take, member=acme.amir)
    with acme.door():
        assert lines() == [(1, hours(0), None)]


def test_resolving_ends_the_line_and_voids_what_was_not_answered(acme: Cast) -> None:
    asked(acme)
    with at(hours(2)):
        change(acme, do_resolve)
    with acme.door():
        first = clock("first_response")
        assert (first.ended_at, first.void) == (hours(2), True)
        assert lines() == [(1, hours(0), hours(2))]
        assert Case.objects.get().due_at is None
    assert ended(acme, "first_response") == []


def test_reopening_starts_the_line_anew_and_no_wait_that_was_dealt_with(acme: Cast) -> None:
    asked(acme)
    with at(hours(2)):
        change(acme, do_resolve)
    with at(hours(5)):
        change(acme, do_reopen)
    with acme.door():
        assert lines() == [(1, hours(0), hours(2)), (1, hours(5), None)]
        assert Clock.objects.filter(kind="first_response", ended_at=None).count() == 0


def test_dismissing_leaves_no_clock_running(acme: Cast) -> None:
    asked(acme)
    with at(hours(0.5)):
        change(acme, do_dismiss, reason="spam")
    with acme.door():
        assert not Clock.objects.filter(ended_at=None).exists()
        assert clock("first_response").void


def test_the_next_response_counts_from_the_oldest_message_without_an_answer(acme: Cast) -> None:
    asked(acme)
    with at(hours(0.5)):
        sending = begin_sending(reply(acme, "We are on it"))
    accepted(sending, Sent("2", hours(0.5), ""))
    for name, number in (("3", 1), ("4", 1.5)):
        with at(hours(number)):
            take_in(acme, said(name, in_reply_to="1", sent_at=hours(number)))
    with acme.door():
        following = clock("next_response")
        assert (following.started_at, following.due_at) == (hours(1), hours(3))
        assert Case.objects.get().unanswered_since == hours(1)
    assert ended(acme, "first_response") == [1800]


def test_the_customer_who_writes_while_second_line_works_starts_a_clock(acme: Cast) -> None:
    asked(acme)
    take_in(acme, answered("2", "1"))
    hand_over(acme, OVER, 1)
    with at(hours(2)):
        take_in(acme, said("3", in_reply_to="1", sent_at=hours(2)))
    with acme.door():
        assert clock("next_response").due_at == hours(4)
        case = Case.objects.get()
        assert (case.team.line.number, case.state, case.owner_id) == (2, "open", acme.anna.id)
