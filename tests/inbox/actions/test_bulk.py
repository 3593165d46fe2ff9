"""One verb on many cases, and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from care.core.errors import Refused
from inbox.actions.bulk.jobs import MOST, check_begin, check_undo
from inbox.actions.note import do_note
from inbox.actions.state import do_priority, do_resolve, do_snooze
from inbox.actions.tag import do_tag
from inbox.actions.touch_time import do_touch_time
from inbox.events import Kind
from inbox.models import Case, Event, Leg, Notice, Tagging, Timer
from routing.models import Brand, BrandSight, Team
from tests.cast import Cast, hire, tag
from tests.inbox.actions.many import do, each, fresh, hear, one_does, outcomes, said, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


@pytest.fixture
def three(acme: Cast) -> list[int]:
    return hear(acme, 3)


def given_of(cast: Cast, verb: str) -> dict[str, Any]:
    with cast.door():
        given: dict[str, dict[str, Any]] = {
            "tag": {"tag": tag("praise").id},
            "assign": {"member": cast.amir.id},
            "move": {"team": Team.objects.get(line__number=2).id},
            "priority": {"priority": "urgent"},
            "snooze": {"until": (timezone.now() + timedelta(hours=2)).isoformat()},
            "resolve": {},
            "dismiss": {"reason": "spam"},
        }
        return given[verb]


STANDING = ("state", "snoozed_until", "team_id", "assignee_id", "owner_id", "priority")
VERBS = ("tag", "assign", "move", "priority", "snooze", "resolve", "dismiss")


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_changes_every_case_and_its_undo_brings_back_what_was(
    acme: Cast, three: list[int], verb: str
) -> None:
    one_does(acme, do_priority, three[1], by=acme.anna, priority="high")
    until = timezone.now() + timedelta(hours=1)
    one_does(acme, do_snooze, three[2], by=acme.anna, until=until)
    before = each(acme, *STANDING, "settled_at")
    job = do(acme, verb, three, **given_of(acme, verb))
    assert (job.state, outcomes(acme, job)) == ("done", ["done"] * 3)
    assert verb == "tag" or all(
        now != then for now, then in zip(each(acme, *STANDING), before, strict=True)
    )
    back = undo(acme, job)
    assert outcomes(acme, back) == ["done"] * 3
    assert outcomes(acme, job) == ["undone"] * 3
    assert each(acme, *STANDING, "settled_at") == before
    with acme.door():
        assert not Tagging.objects.filter(tag=tag("praise"), undone_at=None).exists()
        assert list(Timer.objects.values_list("case_id", "due_at")) == [(three[2], until)]
        # Every case is in one place, and none of them is there twice.
        assert Leg.objects.filter(ended_at=None).count() == 3


def test_a_tag_that_hands_over_is_undone_with_its_move(acme: Cast, three: list[int]) -> None:
    before = each(acme, *STANDING)
    with acme.door():
        routed = tag("second-line-support").id
    job = do(acme, "tag", three, tag=routed)
    with acme.door():
        assert set(each(acme, "team__line__number")) == {2}
    undo(acme, job)
    assert each(acme, *STANDING) == before


def test_a_tag_is_taken_off_where_it_is_on_and_comes_back(acme: Cast, three: list[int]) -> None:
    with acme.door():
        praise = tag("praise")
    one_does(acme, do_tag, three[0], by=acme.amir, tag=praise)
    job = do(acme, "untag", three, tag=praise.id)
    assert outcomes(acme, job) == ["done", "skipped", "skipped"]
    assert said(acme, job, three[1]) == "It does not have this tag."
    undo(acme, job)
    with acme.door():
        on = Tagging.objects.filter(tag=praise, undone_at=None)
        assert [one.case_id for one in on] == [three[0]]


def test_cases_that_are_so_already_are_left_and_what_a_verb_refuses_is_said(
    acme: Cast, three: list[int]
) -> None:
    one_does(acme, do_resolve, three[1], by=acme.amir)
    job = do(acme, "resolve", three)
    assert outcomes(acme, job) == ["done", "refused", "done"]
    assert said(acme, job, three[1]) == "This case is done already."
    job = do(acme, "priority", three, priority="normal")
    assert outcomes(acme, job) == ["skipped"] * 3


def test_what_a_colleague_has_touched_since_is_not_undone(acme: Cast, three: list[int]) -> None:
    job = do(acme, "resolve", three)
    one_does(acme, do_note, three[1], by=acme.amir, text="I am on it")
    back = undo(acme, job)
    assert outcomes(acme, back) == ["done", "skipped", "done"]
    assert said(acme, back, three[1]) == "Amir has changed it since, so it is left as it is."
    assert each(acme, "state") == ["open", "resolved", "open"]
    assert outcomes(acme, job) == ["undone", "done", "undone"]


def test_that_a_colleague_looked_into_it_since_changes_nothing(
    acme: Cast, three: list[int]
) -> None:
    job = do(acme, "resolve", three)
    with acme.door():
        Case.objects.update(opened_at=timezone.now() - timedelta(hours=1))
    one_does(acme, do_touch_time, three[1], by=acme.amir, seconds=40, ago=timedelta(0))
    assert outcomes(acme, undo(acme, job)) == ["done"] * 3
    with acme.door():
        assert Event.objects.filter(kind=Kind.TOUCHED).count() == 1


def test_what_one_has_changed_oneself_since_stays_too(acme: Cast, three: list[int]) -> None:
    job = do(acme, "priority", three, priority="urgent")
    one_does(acme, do_priority, three[0], by=acme.anna, priority="low")
    back = undo(acme, job)
    assert outcomes(acme, back) == ["skipped", "done", "done"]
    assert each(acme, "priority") == ["low", "normal", "normal"]


def test_a_customer_who_writes_meanwhile_stands_against_no_tag(
    acme: Cast, three: list[int]
) -> None:
    with acme.door():
        praise = tag("praise").id
    job = do(acme, "tag", three, tag=praise)
    with acme.door():
        Event.objects.create(case_id=three[0], kind="message_received", at=timezone.now())
    assert outcomes(acme, undo(acme, job)) == ["done"] * 3


def test_it_can_be_undone_once_and_for_ten_minutes(acme: Cast, three: list[int]) -> None:
    job = do(acme, "priority", three, priority="urgent")
    with (
        acme.door(),
        time_machine.travel(timezone.now() + timedelta(minutes=11)),
        pytest.raises(Refused, match="ten minutes"),
    ):
        check_undo(member=acme.anna, job=job)
    back = undo(acme, job)
    for again, sentence in ((fresh(acme, job), "already"), (back, "undo itself")):
        with acme.door(), pytest.raises(Refused, match=sentence):
            check_undo(member=acme.anna, job=again)


def test_every_event_says_that_it_came_by_the_job(acme: Cast, three: list[int]) -> None:
    with acme.door():
        first = Event.objects.latest("id").id
    job = do(acme, "resolve", three)
    with acme.door():
        made = Event.objects.filter(id__gt=first)
        assert made.filter(kind="state_changed").count() == 3
        assert {event.data.get("bulk") for event in made} == {job.id}
        assert {event.member_id for event in made.filter(kind="state_changed")} == {acme.anna.id}


def test_whoever_gets_many_cases_is_told_once(acme: Cast, three: list[int]) -> None:
    job = do(acme, "assign", three, member=acme.amir.id)
    with acme.door():
        (notice,) = Notice.objects.filter(member=acme.amir)
        assert (notice.case_id, notice.bulk_id) == (three[0], job.id)


def test_what_makes_no_sense_for_any_case_is_refused_at_the_click(acme: Cast) -> None:
    def begin(verb: str, cases: int = 1, **given: Any) -> None:
        check_begin(member=acme.anna, verb=verb, arguments=given, cases=cases)

    with acme.door():
        begin("resolve", MOST)
        with pytest.raises(Refused, match="more than 10,000 cases"):
            begin("resolve", MOST + 1)
        with pytest.raises(Refused, match="No case is marked"):
            begin("resolve", 0)
        senseless: dict[str, dict[str, Any]] = {
            "tag": {"tag": 0},
            "assign": {"member": 2**40},
            "move": {},
            "priority": {"priority": "greatest"},
            "snooze": {},
            "dismiss": {"reason": "because"},
            "undo": {},
            "reply": {},
        }
        for verb, given in senseless.items():
            with pytest.raises(Refused, match="cannot be done"):
                begin(verb, **given)


def test_a_case_out_of_sight_is_not_changed_by_who_lost_the_sight(
    acme: Cast, three: list[int]
) -> None:
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        Case.objects.filter(id=three[0]).update(brand=other)
        BrandSight.objects.create(member=acme.anna, brand_id=Case.objects.get(id=three[1]).brand_id)
    job = do(acme, "resolve", three)
    assert outcomes(acme, job) == ["refused", "done", "done"]
    assert "do not see" in said(acme, job, three[0])
    assert each(acme, "state")[0] == "open"
