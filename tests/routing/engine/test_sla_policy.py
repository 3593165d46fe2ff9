"""The first SLA policy whose conditions all hold is the case's."""

from __future__ import annotations

import pytest

from routing.engine import (
    BrandIs,
    CaseFacts,
    ChannelIs,
    CustomerFieldIs,
    HasTag,
    LacksTag,
    NetworkIs,
    PriorityIs,
    SlaCondition,
    SlaPolicy,
    TeamIs,
    asks_fields,
    policy_for,
)

EVERYBODY = SlaPolicy(99, "Everybody")
CASE = CaseFacts(
    priority="high",
    network="mastodon",
    channel_id=3,
    brand_id=4,
    team_id=5,
    tag_ids={6, 7},
    fields={"plan": "gold", "vip": True},
)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (PriorityIs(frozenset({"high", "urgent"})), True),
        (PriorityIs(frozenset({"low"})), False),
        (NetworkIs(frozenset({"mastodon"})), True),
        (NetworkIs(frozenset({"x"})), False),
        (ChannelIs(frozenset({3})), True),
        (ChannelIs(frozenset({4})), False),
        (BrandIs(frozenset({4})), True),
        (BrandIs(frozenset({3})), False),
        (TeamIs(frozenset({5})), True),
        (TeamIs(frozenset({6})), False),
        (HasTag(frozenset({7, 8})), True),
        (HasTag(frozenset({8})), False),
        (LacksTag(frozenset({8})), True),
        (LacksTag(frozenset({6, 8})), False),
        (CustomerFieldIs("plan", frozenset({"gold", "silver"})), True),
        (CustomerFieldIs("plan", frozenset({"iron"})), False),
        (CustomerFieldIs("vip", frozenset({True})), True),
        (CustomerFieldIs("since", frozenset({"2020"})), False),
    ],
)
def test_each_condition_reads_its_own_matter(condition: SlaCondition, holds: bool) -> None:
    chosen = policy_for(CASE, (SlaPolicy(1, "One", (condition,)), EVERYBODY))
    assert chosen.id == (1 if holds else 99)


def test_all_conditions_must_hold_and_the_first_policy_counts() -> None:
    high, low = PriorityIs(frozenset({"high"})), PriorityIs(frozenset({"low"}))
    policies = (
        SlaPolicy(1, "Both", (high, low)),
        SlaPolicy(2, "High", (high,)),
        SlaPolicy(3, "High, too", (high,)),
        EVERYBODY,
    )
    assert policy_for(CASE, policies).id == 2


def test_where_no_policy_is_for_everybody_none_may_hold() -> None:
    low = SlaPolicy(1, "Low", (PriorityIs(frozenset({"low"})),))
    with pytest.raises(LookupError, match="without conditions"):
        policy_for(CASE, (low,))


def test_fields_are_asked_for_only_by_who_reads_them() -> None:
    assert not asks_fields((SlaPolicy(1, "Team", (TeamIs(frozenset({5})),)), EVERYBODY))
    plan = SlaPolicy(2, "Gold", (CustomerFieldIs("plan", frozenset({"gold"})),))
    assert asks_fields((plan, EVERYBODY))
