"""The ticker: what ran out is told once, whoever ticks, and whatever happens meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from inbox.access import case_to_change
from inbox.actions.note import do_note
from inbox.actions.state import do_resolve, do_snooze
from inbox.actions.tag import do_tag
from inbox.flow.ticker import tick
from inbox.models import Case, Clock, Event, Timer
from tests.cast import Cast, tag
from tests.inbox.flow.elsewhere import commit_now, meanwhile, wait_until_blocked
from tests.inbox.flow.feed import answered, said, take_in
from tests.inbox.verbs import change, now


def breaches(cast: Cast) -> list[str]:
    with cast.door():
        rows = Event.objects.filter(kind="clock_breached").order_by("id")
        return [row.data["clock"] for row in rows]


def late_case(cast: Cast, name: str = "1") -> None:
    """Two hours old, of one that was due."""
    take_in(cast, said(name, f"customer {name}", sent_at=now() - timedelta(hours=2)))


def test_a_clock_that_ran_out_is_told_once(acme: Cast) -> None:
    late_case(acme)
    assert tick() == 1
    assert tick() == 0
    assert breaches(acme) == ["first_response"]
    with acme.door():
        told = Clock.objects.get(kind="first_response")
        assert told.breached_at == told.due_at
        assert told.ended_at is None


def test_the_answer_to_a_clock_that_was_told_tells_it_no_second_time(acme: Cast) -> None:
    late_case(acme)
    tick()
    take_in(acme, answered("2", "1", sent_at=now()))
    assert breaches(acme) == ["first_response"]


def test_a_clock_that_still_has_time_is_not_told(acme: Cast) -> None:
    take_in(acme, said("1", sent_at=now()))
    assert tick() == 0


def test_one_tick_serves_every_organisation(acme: Cast, globex: Cast) -> None:
    late_case(acme)
    late_case(globex)
    assert tick() == 2
    assert breaches(acme) == breaches(globex) == ["first_response"]


def test_a_snooze_that_is_over_wakes_its_case(acme: Cast) -> None:
    take_in(acme, said("1", sent_at=now()))
    change(acme, do_snooze, until=now() + timedelta(hours=1))
    assert tick() == 0
    with acme.door():
        Timer.objects.update(due_at=now() - timedelta(seconds=5))
    assert tick() == 1
    with acme.door():
        case = Case.objects.get()
        assert (case.state, case.snoozed_until) == ("open", None)
        assert not Timer.objects.exists()


def test_a_case_that_came_back_is_kept_for_its_owner_for_a_while_only(acme: Cast) -> None:
    take_in(acme, said("1", sent_at=now()))
    for member, name in ((acme.anna, "second-line-support"), (acme.tess, "technical-reply")):
        with acme.door():
            do_tag(member=member, case=case_to_change(member, Case.objects.get().id), tag=tag(name))
    with acme.door():
        case = Case.objects.get()
        assert case.assignee_id == acme.anna.id
        assert case.kept_until is not None
        Timer.objects.update(due_at=now() - timedelta(seconds=5))
    assert tick() == 1
    with acme.door():
        case = Case.objects.get()
        assert (case.assignee_id, case.owner_id, case.kept_until) == (None, acme.anna.id, None)


def _tick() -> int:
    try:
        return tick()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_many_tickers_at_once_tell_each_breach_once(acme: Cast) -> None:
    for number in range(30):
        late_case(acme, f"{number}")
    with ThreadPoolExecutor(4) as pool:
        told = [done.result(timeout=60) for done in [pool.submit(_tick) for _ in range(4)]]
    assert sum(told) + tick() == 30
    assert breaches(acme) == ["first_response"] * 30


@pytest.mark.django_db(transaction=True)
def test_a_second_ticker_passes_over_what_the_first_has_in_hand(acme: Cast) -> None:
    late_case(acme)
    with acme.door():
        assert tick() == 1
        with meanwhile(tick) as second:
            assert second.result(timeout=30) == 0
    assert breaches(acme) == ["first_response"]


@pytest.mark.django_db(transaction=True)
def test_a_breach_that_is_told_while_somebody_answers_stays_told_once(acme: Cast) -> None:
    late_case(acme)
    answer = answered("2", "1", sent_at=now())
    with acme.door():
        assert tick() == 1
        with meanwhile(lambda: take_in(acme, answer)) as page:
            assert wait_until_blocked(page)
            commit_now()
            page.result(timeout=30)
    assert breaches(acme) == ["first_response"]
    with acme.door():
        met = Clock.objects.get(kind="first_response")
        assert met.breached_at == met.due_at


@pytest.mark.django_db(transaction=True)
def test_a_ticker_leaves_a_case_that_somebody_works_on_for_the_next_tick(acme: Cast) -> None:
    late_case(acme)
    with acme.door():
        case = case_to_change(acme.anna, Case.objects.get().id)
        do_note(member=acme.anna, case=case, text="Called them")
        with meanwhile(tick) as ticker:
            assert ticker.result(timeout=30) == 0
        do_resolve(member=acme.anna, case=case)
    assert tick() == 0
    assert breaches(acme) == []
