from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from care.core.errors import Refused
from care.core.tenancy import organisation_door
from inbox.actions.assign import check_assign, check_release, check_take, do_assign, do_release
from inbox.actions.state import (
    check_dismiss,
    check_priority,
    check_reopen,
    check_resolve,
    check_snooze,
    do_dismiss,
    do_priority,
    do_reopen,
    do_resolve,
    do_snooze,
)
from inbox.flow.ticker import tick
from inbox.models import Clock, Leg, Timer
from tests.cast import Cast, hire
from tests.inbox.actions.work import changing, customer_writes, take, the_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "@acme my phone is broken", external_id="q1")
    return cast


def snooze(cast: Cast, **ahead: float) -> None:
    with changing(cast, cast.anna) as case:
        until = timezone.now() + timedelta(**ahead)
        check_snooze(member=cast.anna, case=case, until=until)
        do_snooze(member=cast.anna, case=case, until=until)


def resolve(cast: Cast) -> None:
    with changing(cast, cast.anna) as case:
        check_resolve(member=cast.anna, case=case)
        do_resolve(member=cast.anna, case=case)


def test_a_snooze_pauses_the_response_clock_and_ends_by_itself(acme: Cast) -> None:
    snooze(acme, hours=1)
    with organisation_door(acme.id):
        clock = Clock.objects.get(kind="first_response")
        assert (clock.due_at, clock.paused_at is None) == (None, False)
        Timer.objects.update(due_at=timezone.now() - timedelta(hours=1))
    tick()
    tick()
    assert the_case(acme).state == "open"
    with organisation_door(acme.id):
        clock = Clock.objects.get(kind="first_response")
        assert clock.due_at is not None
        assert clock.paused_at is None
        assert not Timer.objects.exists()


def test_a_customer_who_writes_ends_the_snooze(acme: Cast) -> None:
    snooze(acme, hours=1)
    customer_writes(acme, "hello?", answers="q1")
    assert the_case(acme).state == "open"
    assert the_case(acme).snoozed_until is None
    with organisation_door(acme.id):
        assert not Timer.objects.exists()


@pytest.mark.parametrize(("ahead", "sentence"), [(-1, "passed"), (24 * 400, "a year")])
def test_a_snooze_lies_ahead_but_not_too_far(acme: Cast, ahead: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        snooze(acme, hours=ahead)


def test_resolving_ends_legs_and_clocks_and_reopening_begins_new_ones(acme: Cast) -> None:
    resolve(acme)
    with organisation_door(acme.id):
        assert not Leg.objects.filter(ended_at=None).exists()
        assert not Clock.objects.filter(ended_at=None).exists()
    with pytest.raises(Refused, match="done already"):
        resolve(acme)
    with changing(acme, acme.anna) as case:
        check_reopen(member=acme.anna, case=case)
        do_reopen(member=acme.anna, case=case)
        with pytest.raises(Refused, match="open already"):
            check_reopen(member=acme.anna, case=case)
    with organisation_door(acme.id):
        assert Leg.objects.filter(ended_at=None).count() == 1
        assert Clock.objects.filter(ended_at=None, kind="ownership").count() == 1


def test_dismissing_needs_one_of_our_reasons(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        with pytest.raises(Refused, match="why"):
            check_dismiss(member=acme.anna, case=case, reason="because")
        do_dismiss(member=acme.anna, case=case, reason="spam")
    assert the_case(acme).state == "dismissed"
    with organisation_door(acme.id):
        assert Clock.objects.get(kind="first_response").void


def test_only_one_of_two_takes_a_case(acme: Cast) -> None:
    take(acme, acme.anna)
    with changing(acme, acme.amir) as case, pytest.raises(Refused, match="Anna is already"):
        check_take(member=acme.amir, case=case)
    assert the_case(acme).assignee == acme.anna


def test_a_released_case_is_everybodys(acme: Cast) -> None:
    take(acme, acme.anna)
    with changing(acme, acme.anna) as case:
        check_release(member=acme.anna, case=case)
        do_release(member=acme.anna, case=case)
        with pytest.raises(Refused, match="Nobody"):
            check_release(member=acme.anna, case=case)
    case = the_case(acme)
    assert (case.assignee, case.owner) == (None, acme.anna)


def test_a_case_is_given_only_to_people_who_are_here(acme: Cast) -> None:
    with organisation_door(acme.id):
        acme.amir.membership.active = False
    with changing(acme, acme.leader) as case:
        with pytest.raises(Refused, match="no longer"):
            check_assign(member=acme.leader, case=case, to=acme.amir)
        check_assign(member=acme.leader, case=case, to=acme.anna)
        do_assign(member=acme.leader, case=case, to=acme.anna)
    assert the_case(acme).assignee == acme.anna


def test_priority_is_one_of_four(acme: Cast) -> None:
    with changing(acme, acme.anna) as case:
        with pytest.raises(Refused, match="no such priority"):
            check_priority(member=acme.anna, case=case, priority="now!")
        do_priority(member=acme.anna, case=case, priority="urgent")
    assert the_case(acme).priority == "urgent"


def test_a_clock_that_ran_out_is_told_once(acme: Cast) -> None:
    with organisation_door(acme.id):
        Clock.objects.filter(kind="first_response").update(
            due_at=timezone.now() - timedelta(hours=1)
        )
    assert tick() == 1
    assert tick() == 0
