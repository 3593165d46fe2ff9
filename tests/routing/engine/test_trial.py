"""A draft held against the rules of now: pure."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from routing.engine import (
    AddTag,
    AllWords,
    BrandIs,
    Dismiss,
    Facts,
    LanguageIs,
    MessageArrived,
    Policy,
    Rule,
    SetActionability,
    SetPriority,
    Words,
    decide,
    explain,
)
from routing.engine.decide import ActionabilityTo, Because, Dismissal
from routing.engine.trial import try_draft, with_draft

from . import policies as make
from .policies import message, policy, rule, thorough

SPAM = rule(1, Words(("giveaway",)), Dismiss("spam"))


def test_a_dismissed_message_is_noise_with_a_reason() -> None:
    assert decide(message("a giveaway"), policy(SPAM)) == (
        ActionabilityTo("noise", Because(1)),
        Dismissal("spam", Because(1)),
    )


def test_a_later_rule_can_call_for_an_answer_all_the_same() -> None:
    again = rule(2, Words(("refund",)), SetActionability("optional"))
    decided = decide(message("a giveaway and a refund"), policy(SPAM, again))
    assert decided == (ActionabilityTo("optional", Because(2)),)


def test_all_words_must_be_there() -> None:
    both = policy(rule(1, AllWords(("parcel*", "broken")), SetPriority("high")))
    assert decide(message("my parcels came broken"), both)
    assert not decide(message("my parcel came"), both)


def test_a_rule_can_wait_for_a_language_and_a_brand() -> None:
    german = policy(rule(1, LanguageIs(frozenset({"de"})), SetPriority("high")))
    assert decide(message("Mein Router ist nicht da"), german)
    assert not decide(message("My router is not there"), german)
    assert not decide(message("Router"), german)
    assert german.asks_language
    assert not policy(SPAM).asks_language
    branded = policy(rule(1, BrandIs(frozenset({7})), SetPriority("high")))
    assert not decide(message(), branded)


def test_a_draft_takes_the_place_of_its_rule_or_the_last_one() -> None:
    one, two = rule(1, AddTag(1)), rule(2, AddTag(2))
    other = rule(1, AddTag(3))
    assert with_draft((one, two), other) == (other, two)
    assert with_draft((one, two), rule(9)) == (one, two, rule(9))


@pytest.mark.parametrize("stop", [True, False])
def test_a_rule_that_stops_before_it_keeps_it_away(stop: bool) -> None:
    first = rule(1, Words(("refund",)), AddTag(1), stop=stop)
    draft = rule(0, Words(("refund", "router")), SetPriority("high"))
    now, then = policy(first), policy(first, draft)
    (tried,) = try_draft([message("a refund")], now=now, then=then, draft=0)
    assert tried.matches
    assert tried.acts is not stop
    assert tried.stopped_by == (1 if stop else None)
    assert tried.changes is not stop


@thorough
@given(make.any_facts, make.policies(), st.data())
def test_trying_tells_the_truth(facts: Facts, now: Policy, data: st.DataObject) -> None:
    assume(isinstance(facts.trigger, MessageArrived))
    drawn = data.draw(make.policies())
    assume(drawn.rules)
    first = drawn.rules[0]
    draft = Rule(99, "draft", first.conditions, first.actions, first.stop)
    then = Policy((*now.rules, draft), now.routes)
    (tried,) = try_draft([facts], now=now, then=then, draft=99)
    assert tried.now == explain(facts, now)
    assert tried.then == explain(facts, then)
    assert tried.acts == (99 in tried.then.acted)
    assert not tried.acted_so_far
    if not tried.acts:
        assert not tried.changes
    if tried.stopped_by is not None:
        assert next(one for one in then.rules if one.id == tried.stopped_by).stop
