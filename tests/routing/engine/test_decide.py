from __future__ import annotations

from routing.engine import (
    ActionabilityTo,
    AddTag,
    Because,
    ChannelIs,
    HasTag,
    LacksTag,
    MessageArrived,
    Move,
    MoveToTeam,
    NotWords,
    PriorityTo,
    Route,
    SetActionability,
    SetPriority,
    TagAdded,
    TagOff,
    TagOn,
    VisibilityIs,
    Words,
    decide,
)

from .policies import (
    CHANNEL,
    FIRST_TEAM,
    SECOND_LINE,
    SECOND_TEAM,
    TECHNICAL_REPLY,
    TWO_LINES,
    facts,
    message,
    policy,
    rule,
)

VIP, OUTAGE = 3, 4


def test_the_second_line_tag_moves_the_case_to_second_line() -> None:
    decisions = decide(facts(TagAdded(SECOND_LINE)), policy(routes=TWO_LINES))
    assert decisions == (
        Move(SECOND_TEAM, returns=False, because=Because(route_tag_id=SECOND_LINE)),
    )


def test_the_technical_reply_tag_returns_it_and_takes_the_second_line_tag_off() -> None:
    now = facts(TagAdded(TECHNICAL_REPLY), tags={SECOND_LINE}, team=SECOND_TEAM)
    because = Because(route_tag_id=TECHNICAL_REPLY)
    assert decide(now, policy(routes=TWO_LINES)) == (
        TagOff(SECOND_LINE, because),
        Move(FIRST_TEAM, returns=True, because=because),
    )


def test_a_tag_that_was_on_already_fires_again_when_it_is_added_again() -> None:
    now = facts(TagAdded(SECOND_LINE), tags={SECOND_LINE, TECHNICAL_REPLY})
    because = Because(route_tag_id=SECOND_LINE)
    assert decide(now, policy(routes=TWO_LINES)) == (
        TagOff(TECHNICAL_REPLY, because),
        Move(SECOND_TEAM, returns=False, because=because),
    )


def test_a_third_line_is_two_more_routes() -> None:
    expert, expert_reply, third_team = 7, 8, 30
    routes = TWO_LINES | {
        expert: Route(expert, third_team, opposite_tag_id=expert_reply, returns=False),
        expert_reply: Route(expert_reply, SECOND_TEAM, opposite_tag_id=expert, returns=True),
    }
    up = decide(
        facts(TagAdded(expert), tags={SECOND_LINE}, team=SECOND_TEAM), policy(routes=routes)
    )
    assert up == (Move(third_team, returns=False, because=Because(route_tag_id=expert)),)
    down = decide(
        facts(TagAdded(expert_reply), tags={SECOND_LINE, expert}, team=third_team),
        policy(routes=routes),
    )
    because = Because(route_tag_id=expert_reply)
    assert down == (TagOff(expert, because), Move(SECOND_TEAM, returns=True, because=because))


def test_a_tag_without_a_route_decides_nothing() -> None:
    assert decide(facts(TagAdded(VIP)), policy(routes=TWO_LINES)) == ()


def test_a_route_to_the_team_that_has_the_case_moves_nothing() -> None:
    now = facts(TagAdded(SECOND_LINE), team=SECOND_TEAM)
    assert decide(now, policy(routes=TWO_LINES)) == ()


def test_a_route_that_names_itself_as_opposite_leaves_its_tag_on() -> None:
    routes = {VIP: Route(VIP, SECOND_TEAM, opposite_tag_id=VIP, returns=False)}
    decisions = decide(facts(TagAdded(VIP)), policy(routes=routes))
    assert decisions == (Move(SECOND_TEAM, False, Because(route_tag_id=VIP)),)


def test_a_message_runs_the_rules_and_says_which_rule_wanted_what() -> None:
    rules = policy(
        rule(1, Words(("broken",)), AddTag(OUTAGE), SetPriority("high")),
        rule(2, Words(("invoice",)), SetPriority("urgent")),
        rule(3, ChannelIs(frozenset({CHANNEL})), SetActionability("optional")),
    )
    assert decide(message(), rules) == (
        TagOn(OUTAGE, Because(rule_id=1)),
        PriorityTo("high", Because(rule_id=1)),
        ActionabilityTo("optional", Because(rule_id=3)),
    )


def test_a_rule_acts_only_if_all_its_conditions_hold() -> None:
    urgent = SetPriority("urgent")
    held = (Words(("broken",)), VisibilityIs("public"), LacksTag(frozenset({VIP})))
    missed = (
        NotWords(("router",)),
        VisibilityIs("private"),
        ChannelIs(frozenset({CHANNEL + 1})),
        HasTag(frozenset({VIP})),
        LacksTag(frozenset({OUTAGE, VIP})),
        Words(("refund",)),
    )
    now = message(tags={OUTAGE})
    assert decide(now, policy(rule(1, *held, urgent)))
    for condition in missed:
        assert decide(now, policy(rule(1, *held, condition, urgent))) == ()
        assert decide(now, policy(rule(1, condition, *held, urgent))) == ()


def test_a_rule_without_conditions_holds_for_every_message_and_for_no_tag() -> None:
    rules = policy(rule(1, SetPriority("low")))
    assert decide(message(""), rules) == (PriorityTo("low", Because(rule_id=1)),)
    assert decide(facts(TagAdded(VIP)), rules) == ()


def test_a_tag_that_a_rule_puts_on_fires_its_route() -> None:
    decisions = decide(
        message(tags={TECHNICAL_REPLY}),
        policy(rule(1, Words(("router",)), AddTag(SECOND_LINE)), routes=TWO_LINES),
    )
    routed = Because(rule_id=1, route_tag_id=SECOND_LINE)
    assert decisions == (
        TagOn(SECOND_LINE, Because(rule_id=1)),
        TagOff(TECHNICAL_REPLY, routed),
        Move(SECOND_TEAM, returns=False, because=routed),
    )


def test_a_tag_that_is_on_already_is_not_put_on_again_by_a_rule() -> None:
    rules = policy(rule(1, AddTag(SECOND_LINE)), routes=TWO_LINES)
    assert decide(message(tags={SECOND_LINE, TECHNICAL_REPLY}), rules) == ()


def test_the_later_move_priority_and_actionability_count() -> None:
    rules = policy(
        rule(1, MoveToTeam(30), SetPriority("urgent"), SetActionability("noise")),
        rule(2, MoveToTeam(40), SetPriority("high"), SetActionability("optional")),
    )
    assert decide(message(), rules) == (
        Move(40, False, Because(rule_id=2)),
        PriorityTo("high", Because(rule_id=2)),
        ActionabilityTo("optional", Because(rule_id=2)),
    )


def test_a_later_rule_that_wants_things_as_they_are_leaves_nothing_to_do() -> None:
    rules = policy(
        rule(1, MoveToTeam(30), SetPriority("urgent"), SetActionability("noise")),
        rule(2, MoveToTeam(FIRST_TEAM), SetPriority("normal"), SetActionability("must_answer")),
    )
    assert decide(message(), rules) == ()


def test_a_move_in_the_same_rule_after_the_tag_wins_over_the_tags_route() -> None:
    rules = policy(rule(1, AddTag(SECOND_LINE), MoveToTeam(30)), routes=TWO_LINES)
    assert decide(message(), rules) == (
        TagOn(SECOND_LINE, Because(rule_id=1)),
        Move(30, False, Because(rule_id=1)),
    )


def test_a_rule_that_stops_keeps_later_rules_from_running_but_not_its_own_routes() -> None:
    rules = policy(
        rule(1, Words(("broken",)), AddTag(SECOND_LINE), stop=True),
        rule(2, SetPriority("urgent")),
        rule(3, HasTag(frozenset({SECOND_LINE})), SetPriority("low")),
        routes=TWO_LINES,
    )
    assert decide(message(), rules) == (
        TagOn(SECOND_LINE, Because(rule_id=1)),
        Move(SECOND_TEAM, False, Because(rule_id=1, route_tag_id=SECOND_LINE)),
    )


def test_a_rule_that_does_not_match_stops_nothing() -> None:
    rules = policy(rule(1, Words(("invoice",)), stop=True), rule(2, SetPriority("urgent")))
    assert decide(message(), rules) == (PriorityTo("urgent", Because(rule_id=2)),)


def test_an_added_tag_runs_the_rules_that_name_it_and_no_others() -> None:
    rules = policy(
        rule(1, HasTag(frozenset({VIP, OUTAGE})), SetPriority("urgent")),
        rule(2, HasTag(frozenset({SECOND_LINE})), SetPriority("low")),
        rule(3, LacksTag(frozenset({99})), SetPriority("low")),
        rule(4, ChannelIs(frozenset({CHANNEL})), SetPriority("low")),
    )
    # The second-line tag is on too, but it is not what has changed.
    now = facts(TagAdded(VIP), tags={SECOND_LINE})
    assert decide(now, rules) == (PriorityTo("urgent", Because(rule_id=1)),)


def test_an_added_tag_matches_no_rule_that_needs_a_message() -> None:
    has_tag = HasTag(frozenset({VIP}))
    for needy in (Words(("broken",)), NotWords(("broken",)), VisibilityIs("public")):
        assert decide(facts(TagAdded(VIP)), policy(rule(1, has_tag, needy, AddTag(OUTAGE)))) == ()


def test_an_added_tag_meets_the_other_tag_and_channel_conditions() -> None:
    vip = HasTag(frozenset({VIP}))
    outage_rule = rule(1, vip, HasTag(frozenset({OUTAGE})), MoveToTeam(30))
    assert decide(facts(TagAdded(VIP), tags={OUTAGE}), policy(outage_rule))
    assert not decide(facts(TagAdded(VIP)), policy(outage_rule))
    here, elsewhere = ChannelIs(frozenset({CHANNEL})), ChannelIs(frozenset({CHANNEL + 1}))
    assert decide(facts(TagAdded(VIP)), policy(rule(1, vip, here, MoveToTeam(30))))
    assert not decide(facts(TagAdded(VIP)), policy(rule(1, vip, elsewhere, MoveToTeam(30))))


def test_the_channel_of_a_message_is_the_one_it_came_by() -> None:
    now = facts(MessageArrived("hello", CHANNEL + 1, "private"))
    assert decide(now, policy(rule(1, ChannelIs(frozenset({CHANNEL + 1})), MoveToTeam(30))))
    assert not decide(now, policy(rule(1, ChannelIs(frozenset({CHANNEL})), MoveToTeam(30))))


def test_a_rule_sees_tags_that_earlier_rules_have_changed() -> None:
    rules = policy(
        rule(1, AddTag(SECOND_LINE)),
        rule(2, Words(("router",)), HasTag(frozenset({SECOND_LINE})), SetPriority("high")),
        rule(3, HasTag(frozenset({TECHNICAL_REPLY})), SetPriority("urgent")),
        routes=TWO_LINES,
    )
    decisions = decide(message(tags={TECHNICAL_REPLY}), rules)
    assert PriorityTo("high", Because(rule_id=2)) in decisions


def test_a_rule_that_waits_for_a_tag_runs_when_a_later_rule_puts_it_on() -> None:
    rules = policy(
        rule(1, HasTag(frozenset({OUTAGE})), Words(("router",)), SetPriority("urgent")),
        rule(2, Words(("broken",)), AddTag(OUTAGE)),
    )
    assert decide(message(), rules) == (
        TagOn(OUTAGE, Because(rule_id=2)),
        PriorityTo("urgent", Because(rule_id=1)),
    )


def test_a_rule_that_has_acted_does_not_act_again_when_its_tag_fires() -> None:
    rules = policy(
        rule(1, AddTag(OUTAGE)),
        rule(2, HasTag(frozenset({OUTAGE})), SetPriority("urgent")),
        rule(3, SetPriority("high")),
    )
    assert decide(message(), rules) == (
        TagOn(OUTAGE, Because(rule_id=1)),
        PriorityTo("high", Because(rule_id=3)),
    )


def test_rules_that_put_on_each_others_tags_end() -> None:
    rules = policy(
        rule(1, HasTag(frozenset({VIP})), AddTag(OUTAGE)),
        rule(2, HasTag(frozenset({OUTAGE})), AddTag(VIP)),
    )
    assert decide(facts(TagAdded(VIP)), rules) == (TagOn(OUTAGE, Because(rule_id=1)),)


def test_rules_that_put_on_opposite_tags_end_and_the_first_tag_does_not_come_back() -> None:
    rules = policy(
        rule(1, HasTag(frozenset({SECOND_LINE})), AddTag(TECHNICAL_REPLY)),
        rule(2, HasTag(frozenset({TECHNICAL_REPLY})), AddTag(SECOND_LINE)),
        routes=TWO_LINES,
    )
    routed = Because(rule_id=1, route_tag_id=TECHNICAL_REPLY)
    assert decide(facts(TagAdded(SECOND_LINE), team=30), rules) == (
        TagOn(TECHNICAL_REPLY, Because(rule_id=1)),
        TagOff(SECOND_LINE, routed),
        Move(FIRST_TEAM, returns=True, because=routed),
    )


def test_a_tag_put_on_and_taken_off_again_leaves_no_trace() -> None:
    rules = policy(rule(1, AddTag(SECOND_LINE)), rule(2, AddTag(TECHNICAL_REPLY)), routes=TWO_LINES)
    routed = Because(rule_id=2, route_tag_id=TECHNICAL_REPLY)
    now = facts(MessageArrived("hello", CHANNEL, "public"), team=30)
    assert decide(now, rules) == (
        TagOn(TECHNICAL_REPLY, Because(rule_id=2)),
        Move(FIRST_TEAM, returns=True, because=routed),
    )


def test_a_tag_taken_off_before_its_turn_comes_does_not_run_its_rules() -> None:
    calm = 8
    routes = TWO_LINES | {calm: Route(calm, FIRST_TEAM, opposite_tag_id=OUTAGE, returns=False)}
    waiting = rule(
        1, HasTag(frozenset({SECOND_LINE, VIP})), LacksTag(frozenset({OUTAGE})), SetPriority("low")
    )
    # When the second-line tag's turn comes it is off again, and the outage over.
    rules = policy(
        waiting,
        rule(2, AddTag(SECOND_LINE)),
        rule(3, AddTag(TECHNICAL_REPLY)),
        rule(4, AddTag(calm)),
        routes=routes,
    )
    decisions = decide(message(tags={VIP, OUTAGE}), rules)
    assert TagOff(OUTAGE, Because(rule_id=4, route_tag_id=calm)) in decisions
    assert not any(isinstance(decision, PriorityTo) for decision in decisions)
