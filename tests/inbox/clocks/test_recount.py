"""Clocks that run follow a policy that was changed; and what a change would do is told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from inbox.actions.state import do_priority, do_resolve, do_snooze
from inbox.flow import recount
from inbox.flow.recount import recount_due
from inbox.models import Case, Clock, Event, Recount
from routing.models import Tag
from routing.policy import House, house
from routing.questions import ClockEffects, keeper
from tests.cast import Cast
from tests.inbox.clocks.policies import (
    HOUR,
    NINE_TO_FIVE,
    default_policy,
    hours_of,
    policy,
    tell_workers,
)
from tests.inbox.flow.feed import MONDAY, answered, said, take_in, whispered
from tests.inbox.verbs import at, change


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def asked(cast: Cast, *names: str) -> None:
    with at(hours(0)):
        take_in(cast, *(said(name, f"customer {name}") for name in names))


def dues(cast: Cast) -> list[datetime | None]:
    with cast.door():
        rows = Clock.objects.filter(kind="first_response").order_by("id")
        return list(rows.values_list("due_at", flat=True))


def settled(cast: Cast) -> None:
    """Every walk is done, the second ones, too."""
    recount_due()
    with cast.door():
        Recount.objects.update(again_at=timezone.now() - timedelta(seconds=1))
    recount_due()


def test_clocks_that_run_follow_their_policy(acme: Cast) -> None:
    asked(acme, "1", "2")
    settled(acme)
    default_policy(acme, first_response_seconds=2 * HOUR)
    assert dues(acme) == [hours(1)] * 2, "not in the click"
    assert recount_due() == 2
    assert dues(acme) == [hours(2)] * 2
    with acme.door():
        assert set(Case.objects.values_list("due_at", flat=True)) == {hours(2)}
        assert not Event.objects.filter(kind="clock_ended").exists()


def test_new_hours_count_for_clocks_that_run(acme: Cast) -> None:
    with at(hours(7.5)):
        take_in(acme, said("1", sent_at=hours(7.5)))
    settled(acme)
    hours_of(acme, NINE_TO_FIVE)
    recount_due()
    assert dues(acme) == [hours(24.5)]


def test_a_change_that_is_none_of_clocks_walks_through_no_case(acme: Cast) -> None:
    asked(acme, "1")
    settled(acme)
    with acme.door():
        # A clock that a walk would mend.
        Clock.objects.filter(kind="first_response").update(due_at=hours(77))
        Tag.objects.create(name="New", slug="new", colour=1)
        tell_workers()
    assert recount_due() == 0
    assert dues(acme) == [hours(77)]
    assert recount_due() == 0


def test_the_walk_goes_on_in_batches_and_looks_a_second_time(
    acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recount, "BATCH", 2)
    monkeypatch.setattr(recount, "BATCHES", 1)
    asked(acme, *"12345")
    settled(acme)
    settled(acme)
    default_policy(acme, first_response_seconds=2 * HOUR)
    assert [recount_due() for _ in range(3)] == [2, 2, 1]
    with acme.door():
        # Somebody who had still read the policy before writes by it now.
        Clock.objects.filter(case=Case.objects.earliest("id"), kind="first_response").update(
            target_seconds=HOUR, due_at=hours(1)
        )
        assert recount_due() == 0
        Recount.objects.update(again_at=timezone.now() - timedelta(seconds=1))
    assert recount_due() == 1
    assert dues(acme) == [hours(2)] * 5


def test_a_change_in_the_middle_of_a_walk_begins_it_anew(
    acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(acme, *"1234")
    settled(acme)
    monkeypatch.setattr(recount, "BATCH", 2)
    monkeypatch.setattr(recount, "BATCHES", 1)
    default_policy(acme, first_response_seconds=2 * HOUR)
    assert recount_due() == 2
    default_policy(acme, first_response_seconds=3 * HOUR)
    for _ in range(4):
        recount_due()
    assert dues(acme) == [hours(3)] * 4


def test_one_organisations_walk_touches_nobody_elses_clocks(acme: Cast, globex: Cast) -> None:
    asked(acme, "1")
    asked(globex, "1")
    settled(acme)
    default_policy(acme, first_response_seconds=2 * HOUR)
    recount_due()
    assert (dues(acme), dues(globex)) == ([hours(2)], [hours(1)])


def effects(cast: Cast, **targets: Any) -> ClockEffects:
    """Were these the targets of the default policy."""
    with cast.door():
        return keeper().clock_effects(wanted(**targets), member=cast.admin)


def wanted(**targets: Any) -> House:
    rules = house()
    return replace(rules, sla=(*rules.sla[:-1], replace(rules.sla[-1], **targets)))


def test_what_a_change_would_do_is_told_and_nothing_is_written(acme: Cast) -> None:
    asked(acme, "1", "2")
    before = dues(acme)
    with at(hours(0.5)):
        longer = effects(acme, first_response_seconds=2 * HOUR)
        late = effects(acme, first_response_seconds=60)
        none = effects(acme, first_response_seconds=None)
        more = effects(acme, resolution_seconds=HOUR)
        same = effects(acme)
    assert (longer.cases, longer.later, longer.late, longer.moved) == (2, 2, 0, 0)
    assert (late.sooner, late.late) == (2, 2)
    assert (none.stopped, more.started) == (2, 2)
    assert same == ClockEffects(cases=2)
    sample = late.samples[0]
    assert (sample.before, sample.after) == (hours(1), hours(0) + timedelta(minutes=1))
    assert (sample.clock, sample.what) == ("First response", ("sooner", "late"))
    assert dues(acme) == before


def test_who_is_late_now_may_be_in_time_then(acme: Cast) -> None:
    asked(acme, "1")
    with at(hours(1.5)):
        relieved = effects(acme, first_response_seconds=2 * HOUR)
    assert (relieved.later, relieved.relieved) == (1, 1)


def snapshot(cast: Cast) -> list[tuple[Any, ...]]:
    fields = [field.attname for field in Clock._meta.concrete_fields]
    with cast.door():
        return list(Clock.objects.order_by("id").values_list(*fields))


@pytest.mark.parametrize("seed", range(6))
def test_counting_anew_finds_what_was_kept_event_by_event(acme: Cast, seed: int) -> None:
    """Every verb and every page keep clocks by the same arithmetic: reading a case anew changes
    nothing of them, and what a change of policy does is what was told of it."""
    hours_of(acme, [[[0, 700], [720, 1440]]] * 7, zone="Australia/Lord_Howe")
    default_policy(acme, first_useful_seconds=3 * HOUR, resolution_seconds=9 * HOUR, turns=1)
    policy(
        acme,
        "Urgent",
        {"kind": "priority_is", "priorities": ["urgent"]},
        first_response_seconds=900,
        resolution_seconds=4 * HOUR,
    )
    live_on(acme, Random(seed))
    kept = snapshot(acme)
    with at(hours(40)):
        recount_due()
        assert snapshot(acme) == kept
        told = effects(acme, resolution_seconds=2 * HOUR, next_response_seconds=60)
        before = running(acme)
        default_policy(acme, resolution_seconds=2 * HOUR, next_response_seconds=60)
        recount_due()
        after = running(acme)
    assert before.keys() == after.keys()
    changed = sum(before[clock] != after[clock] for clock in before)
    assert (told.sooner + told.later, told.started, told.stopped) == (changed, 0, 0)


def running(cast: Cast) -> dict[int, tuple[Any, ...]]:
    with cast.door():
        rows = Clock.objects.filter(ended_at=None).exclude(kind="turns")
        return {row.id: (row.due_at, row.target_seconds) for row in rows}


def live_on(cast: Cast, chance: Random) -> None:
    """Customers write, we answer, snooze, change priorities and resolve."""
    number, last = 0.0, dict[str, str]()
    for step in range(14):
        number += chance.choice([0.1, 0.5, 2])
        who = chance.choice(["carla", "dora"])
        with at(hours(number)):
            if who not in last or chance.random() < 0.4:
                come = chance.choice([said, said, whispered])
                more = {"conversation": f"dm-{who}"} if come is whispered else {}
                item = said(f"m{step}", who, sent_at=hours(number), in_reply_to=last.get(who))
                if more:
                    item = whispered(f"m{step}", more["conversation"], who, sent_at=hours(number))
                take_in(cast, item)
                last[who] = f"m{step}" if not more else last.get(who, f"m{step}")
                continue
            with cast.door():
                case = Case.objects.filter(customer__display_name__contains=who)
                found = case.filter(state__in=("open", "waiting", "snoozed")).first()
            if found is None:
                continue
            act = chance.randrange(4)
            if act == 0:
                take_in(cast, answered(f"m{step}", last[who], sent_at=hours(number)))
            elif act == 1:
                change(cast, do_snooze, case=found.id, until=hours(number + 5))
            elif act == 2:
                value = chance.choice(["urgent", "normal"])
                change(cast, do_priority, case=found.id, priority=value)
            else:
                change(cast, do_resolve, case=found.id)
