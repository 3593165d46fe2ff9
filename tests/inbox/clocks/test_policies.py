"""Which policy a case's clocks go by, and that they go on when it is another one."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.access import case_to_change
from inbox.actions.fields import check_field, do_field
from inbox.actions.state import do_priority, do_resolve, do_snooze
from inbox.actions.tag import do_tag, do_untag
from inbox.flow.ticker import tick
from inbox.models import Case, Clock, Tagging
from routing.models import CustomField
from tests.cast import Cast, tag
from tests.inbox.clocks.policies import HOUR, default_policy, policy
from tests.inbox.flow.feed import MONDAY, said, take_in
from tests.inbox.verbs import at, change


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def asked(cast: Cast, name: str = "1", **more: str) -> None:
    with at(hours(0)):
        take_in(cast, said(name, **more))


def first(cast: Cast) -> Clock:
    with cast.door():
        return Clock.objects.get(kind="first_response")


def test_the_first_policy_that_holds_counts(acme: Cast) -> None:
    policy(acme, "Never", {"kind": "priority_is", "priorities": ["low"]}, first_response_seconds=60)
    here = {"kind": "network_is", "networks": ["simulated"]}
    chosen = policy(acme, "Here", here, first_response_seconds=2 * HOUR)
    policy(acme, "Here, too", here, first_response_seconds=3 * HOUR)
    asked(acme)
    clock = first(acme)
    assert (clock.policy_id, clock.due_at) == (chosen, hours(2))


def test_what_a_rule_finds_in_a_message_chooses_the_policy_at_once(acme: Cast) -> None:
    with acme.door():
        outage = tag("outage").id
    chosen = policy(
        acme, "Outage", {"kind": "has_tag", "tag_ids": [outage]}, first_response_seconds=900
    )
    asked(acme, text="Is there an outage? Everything is down")
    with acme.door():
        assert Tagging.objects.filter(tag_id=outage).exists()
    assert (first(acme).policy_id, first(acme).due_at) == (chosen, hours(0.25))


def test_a_clock_goes_on_when_a_tag_puts_its_case_under_another_policy(acme: Cast) -> None:
    with acme.door():
        billing = tag("billing")
    urgent = policy(
        acme, "Money", {"kind": "has_tag", "tag_ids": [billing.id]}, first_response_seconds=1800
    )
    asked(acme)
    before = first(acme)
    with at(hours(0.1)):
        change(acme, do_tag, tag=billing)
    after = first(acme)
    assert (after.id, after.started_at) == (before.id, hours(0))
    assert (after.policy_id, after.due_at) == (urgent, hours(0.5))
    with acme.door():
        assert Case.objects.get().due_at == hours(0.5)
        tagging = Tagging.objects.get(undone_at=None)
    with at(hours(0.2)):
        change(acme, do_untag, tagging=tagging)
    assert (first(acme).policy_id, first(acme).due_at) == (before.policy_id, hours(1))


def test_a_priority_moves_the_due_time_of_a_paused_clock_too(acme: Cast) -> None:
    policy(
        acme,
        "Urgent",
        {"kind": "priority_is", "priorities": ["urgent"]},
        first_response_seconds=600,
    )
    asked(acme)
    with at(hours(0.1)):
        change(acme, do_snooze, until=hours(5))
    with at(hours(0.2)):
        change(acme, do_priority, priority="urgent")
    paused = first(acme)
    assert (paused.target_seconds, paused.due_at) == (600, None)


def test_a_policy_without_a_target_has_no_clock_and_a_target_that_comes_back_goes_on(
    acme: Cast,
) -> None:
    policy(acme, "Low", {"kind": "priority_is", "priorities": ["low"]})
    asked(acme)
    with at(hours(0.1)):
        change(acme, do_priority, priority="low")
    assert first(acme).void
    with at(hours(0.2)):
        change(acme, do_priority, priority="high")
    clock = first(acme)
    assert (clock.void, clock.ended_at, clock.due_at) == (False, None, hours(1))


def test_a_clock_that_was_told_and_has_time_again_is_told_again(acme: Cast) -> None:
    policy(
        acme,
        "Patient",
        {"kind": "priority_is", "priorities": ["low"]},
        first_response_seconds=1000 * 365 * HOUR,
    )
    asked(acme)
    tick()
    assert first(acme).breached_at is not None
    change(acme, do_priority, priority="low")
    assert first(acme).breached_at is None
    change(acme, do_priority, priority="normal")
    assert first(acme).breached_at is None
    tick()
    assert first(acme).breached_at == hours(1)


def test_what_ended_keeps_the_target_that_it_was_measured_by(acme: Cast) -> None:
    default_policy(acme, resolution_seconds=HOUR)
    asked(acme)
    with at(hours(0.5)):
        change(acme, do_resolve)
    default_policy(acme, resolution_seconds=60)
    change(acme, do_priority, priority="urgent")
    with acme.door():
        assert Clock.objects.get(kind="resolution").target_seconds == HOUR


def test_a_customers_own_field_chooses_and_its_other_cases_follow(acme: Cast) -> None:
    gold = {"kind": "customer_field_is", "slug": "plan", "values": ["gold"]}
    chosen = policy(acme, "Gold", gold, first_response_seconds=300)
    with acme.door():
        CustomField.objects.create(of="customer", name="Plan", slug="plan", kind="text")
    with at(hours(0)):
        take_in(acme, said("1"))
        take_in(acme, said("2", sent_at=hours(0)), window=timedelta(0))
    with acme.door():
        here, other = Case.objects.order_by("id")
        case = case_to_change(acme.anna, here.id)
        wanted = check_field(member=acme.anna, case=case, of="customer", slug="plan", value="gold")
        do_field(member=acme.anna, case=case, wanted=wanted)
        assert Clock.objects.get(case=here, kind="first_response").policy_id == chosen
        assert Clock.objects.get(case=other, kind="first_response").policy_id != chosen
    tick()
    with acme.door():
        assert Clock.objects.get(case=other, kind="first_response").policy_id == chosen
    # The next case of theirs is under it from its first message on.
    with at(hours(1)):
        take_in(acme, said("3", sent_at=hours(1)), window=timedelta(0))
    with acme.door():
        newest = Case.objects.latest("id")
        assert newest.id not in {here.id, other.id}
        assert Clock.objects.get(case=newest, kind="first_response").policy_id == chosen
