"""Rules that ask for a message's language, its brand, or for nobody: at the door in and at tags."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F

from inbox.actions.state import DISMISS_REASONS
from inbox.actions.tag import do_tag
from inbox.desk import words
from inbox.events import Kind
from inbox.models import Case, Clock, Event
from inbox.models.cases import State
from routing.actions.rules import Wording, check_wording, do_add_rule
from routing.models import Brand, Engagement, Rule, Team
from tests.cast import Cast, tag
from tests.inbox.actions.work import customer_writes
from tests.inbox.verbs import change

Part = dict[str, Any]


def decree(cast: Cast, conditions: list[Part], actions: list[Part]) -> Rule:
    with cast.door():
        wording = check_wording(Wording("Decree", True, False, conditions, actions))
        return do_add_rule(by=cast.admin, wording=wording)


def the_case(cast: Cast) -> Case:
    with cast.door():
        return Case.objects.select_related("team").get()


WIN: Part = {"kind": "words", "any_of": ["lottery"]}
SPAM: Part = {"kind": "dismiss", "reason": "spam"}


def test_a_rule_dismisses_a_new_message_and_says_why(acme: Cast) -> None:
    rule = decree(acme, [WIN], [SPAM])
    customer_writes(acme, "win the lottery")
    case = the_case(acme)
    assert (case.state, case.actionability) == (State.DISMISSED, "noise")
    with acme.door():
        event = Event.objects.get(kind=Kind.STATE_CHANGED)
        assert (event.rule_id, event.data["reason"]) == (rule.id, "spam")
        assert not Clock.objects.filter(ended_at=None).exists()


def test_a_dismissed_word_beside_an_open_question_dismisses_nothing(acme: Cast) -> None:
    decree(acme, [WIN], [SPAM])
    customer_writes(acme, "my router is broken", customer="kim")
    customer_writes(acme, "and the lottery too", customer="kim")
    case = the_case(acme)
    assert (case.state, case.actionability) == (State.OPEN, "must_answer")


def test_a_tag_dismisses_when_a_rule_says_so(acme: Cast) -> None:
    with acme.door():
        praise = tag("praise")
    rule = decree(acme, [{"kind": "has_tag", "tag_ids": [praise.id]}], [SPAM])
    customer_writes(acme, "hello there, my router")
    change(acme, do_tag, tag=praise)
    assert the_case(acme).state == State.DISMISSED
    with acme.door():
        event = Event.objects.get(kind=Kind.STATE_CHANGED)
        assert (event.rule_id, event.data["reason"]) == (rule.id, "spam")


@pytest.mark.parametrize(
    ("text", "priority"),
    [("Mein Router geht nicht", "high"), ("My router is dead", "normal"), ("Router", "normal")],
)
def test_a_rule_waits_for_a_language(acme: Cast, text: str, priority: str) -> None:
    language: Part = {"kind": "language_is", "languages": ["de"]}
    decree(acme, [language], [{"kind": "set_priority", "priority": "high"}])
    customer_writes(acme, text)
    assert the_case(acme).priority == priority


@pytest.mark.parametrize(("own", "priority"), [(True, "high"), (False, "normal")])
def test_a_rule_waits_for_a_brand(acme: Cast, own: bool, priority: str) -> None:
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        brand = Brand.objects.earliest("id") if own else other
    brand_is: Part = {"kind": "brand_is", "brand_ids": [brand.id]}
    decree(acme, [brand_is], [{"kind": "set_priority", "priority": "high"}])
    customer_writes(acme, "hello there")
    assert the_case(acme).priority == priority


def test_a_case_of_a_team_out_of_use_comes_back_to_the_front_door(acme: Cast) -> None:
    first = customer_writes(acme, "my router is broken", customer="kim")
    with acme.door():
        second = Team.objects.get(slug="second-line")
        case = Case.objects.get()
        Case.objects.update(
            team=second, state=State.RESOLVED, resolved_at=case.opened_at, settled_at=case.opened_at
        )
        Team.objects.filter(id=second.id).update(retired_at=case.opened_at)
        Engagement.objects.update(version=F("version") + 1)
    customer_writes(acme, "it is broken again", customer="kim", answers=first)
    case = the_case(acme)
    assert (case.state, case.team.slug) == (State.OPEN, "first-line")


def test_every_reason_can_be_said() -> None:
    assert set(words.dismissals()) == set(DISMISS_REASONS)
