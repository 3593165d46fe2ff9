"""A small helpdesk to decide about, and strategies that make larger, stranger ones."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from routing.engine import (
    Action,
    AddTag,
    AllWords,
    BrandIs,
    ChannelIs,
    Condition,
    Dismiss,
    Facts,
    HasTag,
    LacksTag,
    LanguageIs,
    MessageArrived,
    MoveToTeam,
    NotWords,
    Policy,
    Route,
    Rule,
    SetActionability,
    SetPriority,
    TagAdded,
    Trigger,
    VisibilityIs,
    Words,
)

# No deadline and no complaint about slow draws: a busy machine is no failure.
thorough = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SECOND_LINE, TECHNICAL_REPLY = 1, 2
FIRST_TEAM, SECOND_TEAM = 10, 20
CHANNEL = 5

TWO_LINES = {
    SECOND_LINE: Route(SECOND_LINE, SECOND_TEAM, opposite_tag_id=TECHNICAL_REPLY, returns=False),
    TECHNICAL_REPLY: Route(TECHNICAL_REPLY, FIRST_TEAM, opposite_tag_id=SECOND_LINE, returns=True),
}


def facts(
    trigger: Trigger, *, tags: set[int] | None = None, team: int | None = FIRST_TEAM
) -> Facts:
    return Facts(
        trigger=trigger,
        tag_ids=frozenset(tags or ()),
        team_id=team,
        priority="normal",
        actionability="must_answer",
        channel_id=CHANNEL,
    )


def message(text: str = "My router is broken", *, tags: set[int] | None = None) -> Facts:
    return facts(MessageArrived(text, CHANNEL, "public"), tags=tags)


def rule(rule_id: int, *parts: Condition | Action, stop: bool = False) -> Rule:
    """Conditions and actions in one go; the name is the id."""
    conditions = tuple(part for part in parts if isinstance(part, Condition))
    actions = tuple(part for part in parts if isinstance(part, Action))
    return Rule(rule_id, str(rule_id), conditions, actions, stop)


def policy(*rules: Rule, routes: dict[int, Route] | None = None) -> Policy:
    return Policy(rules, routes or {})


# Few ids and words, so that rules meet each other often.
tag_ids = st.integers(1, 6)
some_tags = st.frozensets(tag_ids, min_size=1, max_size=3)
team_ids = st.sampled_from([10, 20, 30])
channel_ids = st.sampled_from([5, 6])
brand_ids = st.sampled_from([7, 8])
languages = st.sampled_from(["en", "ja", "unknown"])
reasons = st.sampled_from(["spam", "abuse"])
words = st.sampled_from(
    ["broken", "refund*", "no signal", "#fail", "@care", "thanks", "返金", "😡"]
)
some_words = st.lists(words, min_size=1, max_size=3).map(tuple)
priorities = st.sampled_from(["urgent", "high", "normal", "low"])
actionabilities = st.sampled_from(["must_answer", "worth_answering", "optional", "noise"])
visibilities = st.sampled_from(["public", "private"])
texts = st.lists(words, max_size=4).map(" ".join)

conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Words, some_words),
    st.builds(AllWords, some_words),
    st.builds(NotWords, some_words),
    st.builds(BrandIs, st.frozensets(brand_ids, min_size=1)),
    st.builds(LanguageIs, st.frozensets(languages, min_size=1)),
    st.builds(ChannelIs, st.frozensets(channel_ids, min_size=1)),
    st.builds(VisibilityIs, visibilities),
    st.builds(HasTag, some_tags),
    st.builds(LacksTag, some_tags),
)
actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(AddTag, tag_ids),
    st.builds(AddTag, tag_ids),
    st.builds(MoveToTeam, team_ids),
    st.builds(SetPriority, priorities),
    st.builds(SetActionability, actionabilities),
    st.builds(Dismiss, reasons),
)
triggers: st.SearchStrategy[Trigger] = st.one_of(
    st.builds(MessageArrived, texts, channel_ids, visibilities), st.builds(TagAdded, tag_ids)
)
any_facts = st.builds(
    Facts,
    triggers,
    st.frozensets(tag_ids, max_size=4),
    st.none() | team_ids,
    priorities,
    actionabilities,
    channel_ids,
    st.none() | brand_ids,
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    drawn = draw(
        st.lists(
            st.tuples(
                st.lists(conditions, max_size=2).map(tuple),
                st.lists(actions, max_size=3).map(tuple),
                st.sampled_from([False, False, False, True]),
            ),
            max_size=8,
        )
    )
    rules = tuple(
        Rule(number, str(number), held, done, stop)
        for number, (held, done, stop) in enumerate(drawn, start=1)
    )
    routed = draw(st.sets(tag_ids, max_size=4))
    opposites = st.none() | tag_ids
    return Policy(
        rules,
        {
            tag: Route(tag, draw(team_ids), draw(opposites), draw(st.booleans()))
            for tag in sorted(routed)
        },
    )
