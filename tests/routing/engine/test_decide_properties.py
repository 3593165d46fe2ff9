"""What holds for every policy and every case."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from routing.engine import (
    ActionabilityTo,
    AddTag,
    Decision,
    Facts,
    HasTag,
    MessageArrived,
    Move,
    Policy,
    PriorityTo,
    Rule,
    SetPriority,
    TagAdded,
    TagOff,
    TagOn,
    decide,
)

from . import policies as make
from .policies import thorough


def tags_before(facts: Facts) -> set[int]:
    added = {facts.trigger.tag_id} if isinstance(facts.trigger, TagAdded) else set()
    return set(facts.tag_ids) | added


def tags_after(facts: Facts, decisions: tuple[Decision, ...]) -> set[int]:
    tags = tags_before(facts)
    for decision in decisions:
        if isinstance(decision, TagOn):
            tags.add(decision.tag_id)
        elif isinstance(decision, TagOff):
            tags.remove(decision.tag_id)
    return tags


@thorough
@given(make.any_facts, make.policies())
def test_every_decision_changes_something(facts: Facts, policy: Policy) -> None:
    before = tags_before(facts)
    for decision in decide(facts, policy):
        match decision:
            case TagOn(tag_id):
                assert tag_id not in before
            case TagOff(tag_id):
                assert tag_id in before
            case Move(team_id):
                assert team_id != facts.team_id
            case PriorityTo(value):
                assert value != facts.priority
            case ActionabilityTo(value):
                assert value != facts.actionability


@thorough
@given(make.any_facts, make.policies())
def test_there_is_at_most_one_decision_about_each_thing(facts: Facts, policy: Policy) -> None:
    decisions = decide(facts, policy)
    about = [
        decision.tag_id if isinstance(decision, TagOn | TagOff) else type(decision)
        for decision in decisions
    ]
    assert len(about) == len(set(about))


@thorough
@given(make.any_facts, make.policies())
def test_every_decision_names_a_rule_or_route_that_wants_it(facts: Facts, policy: Policy) -> None:
    rules = {rule.id: rule for rule in policy.rules}
    for decision in decide(facts, policy):
        because = decision.because
        assert because.rule_id is not None or because.route_tag_id is not None
        if because.route_tag_id is not None:
            route = policy.routes[because.route_tag_id]
            if isinstance(decision, Move):
                assert (decision.team_id, decision.returns) == (route.team_id, route.returns)
            else:
                assert isinstance(decision, TagOff)
                assert decision.tag_id == route.opposite_tag_id
            if because.rule_id is not None:
                assert AddTag(route.tag_id) in rules[because.rule_id].actions
        elif isinstance(decision, TagOn):
            assert because.rule_id is not None
            assert AddTag(decision.tag_id) in rules[because.rule_id].actions


@thorough
@given(make.any_facts, make.policies(), st.randoms())
def test_the_order_within_sets_does_not_matter(
    facts: Facts, policy: Policy, random: Random
) -> None:
    def stirred(values: frozenset[int]) -> frozenset[int]:
        # The same set with another history, hence often another order of iteration.
        crowd = set(range(0, 4096, 64))
        other = list(values)
        random.shuffle(other)
        for value in other:
            crowd.add(value)
        for value in set(crowd) - values:
            crowd.remove(value)
        return frozenset(crowd)

    rules = tuple(
        replace(
            rule,
            conditions=tuple(
                HasTag(stirred(condition.tag_ids)) if isinstance(condition, HasTag) else condition
                for condition in rule.conditions
            ),
        )
        for rule in policy.rules
    )
    routes = dict(reversed(list(policy.routes.items())))
    again = decide(replace(facts, tag_ids=stirred(facts.tag_ids)), Policy(rules, routes))
    assert again == decide(facts, policy)


@thorough
@given(make.any_facts.filter(lambda facts: isinstance(facts.trigger, TagAdded)), make.policies())
def test_a_tag_added_counts_the_same_whether_its_row_is_written_or_not(
    facts: Facts, policy: Policy
) -> None:
    assert isinstance(facts.trigger, TagAdded)
    written = replace(facts, tag_ids=frozenset(tags_before(facts)))
    unwritten = replace(facts, tag_ids=facts.tag_ids - {facts.trigger.tag_id})
    assert decide(written, policy) == decide(unwritten, policy)


@thorough
@given(make.any_facts, make.policies())
def test_rules_after_one_that_stops_every_message_make_no_difference(
    facts: Facts, policy: Policy
) -> None:
    assume(isinstance(facts.trigger, MessageArrived))
    stop = Rule(99, "stop", (), (), stop=True)
    # Rules before it may wait for each other's tags; without such rules the prefix is all there is.
    alone = tuple(
        rule
        for rule in policy.rules
        if not any(isinstance(condition, HasTag) for condition in rule.conditions)
    )
    stopped = Policy((*alone, stop, *policy.rules), policy.routes)
    assert decide(facts, stopped) == decide(facts, Policy(alone, policy.routes))


@thorough
@given(make.any_facts, make.policies())
def test_of_rules_that_match_every_message_the_last_wins(facts: Facts, policy: Policy) -> None:
    assume(isinstance(facts.trigger, MessageArrived))
    last = make.rule(99, SetPriority("urgent"))
    quiet = tuple(rule for rule in policy.rules if not rule.stop and not rule.conditions)
    decisions = decide(facts, Policy((*quiet, last), policy.routes))
    wanted = [decision.value for decision in decisions if isinstance(decision, PriorityTo)]
    assert wanted == ([] if facts.priority == "urgent" else ["urgent"])


@thorough
@given(st.permutations(range(1, 7)), st.integers(1, 6))
def test_a_ring_of_rules_goes_round_once(order: list[int], first: int) -> None:
    """Each tag's rule puts on the next; every tag of the ring gets on, none twice."""
    ring = [
        make.rule(tag, HasTag(frozenset({tag})), AddTag(order[(place + 1) % len(order)]))
        for place, tag in enumerate(order)
    ]
    decisions = decide(make.facts(TagAdded(first)), make.policy(*ring))
    put_on = [decision.tag_id for decision in decisions if isinstance(decision, TagOn)]
    assert len(decisions) == len(put_on)
    assert sorted(put_on) == sorted(set(order) - {first})


@thorough
@given(st.sets(st.integers(1, 6)), st.sampled_from([1, 2]))
def test_rules_that_put_on_opposite_tags_leave_one_of_them_on(tags: set[int], first: int) -> None:
    pair = make.policy(
        make.rule(1, HasTag(frozenset({2})), AddTag(1)),
        make.rule(2, HasTag(frozenset({1})), AddTag(2)),
        routes=make.TWO_LINES,
    )
    facts = make.facts(TagAdded(first), tags=tags)
    on = tags_after(facts, decide(facts, pair))
    assert len(on & {1, 2}) == 1
