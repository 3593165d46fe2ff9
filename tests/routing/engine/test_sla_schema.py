"""Conditions of SLA policies as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from routing.engine import CaseFacts, PolicyError
from routing.engine.sla_schema import dump_sla_conditions, parse_sla_conditions

EVERY: list[dict[str, Any]] = [
    {"kind": "priority_is", "priorities": ["high", "urgent"]},
    {"kind": "network_is", "networks": ["mastodon"]},
    {"kind": "channel_is", "channel_ids": [3]},
    {"kind": "has_tag", "tag_ids": [4, 5]},
    {"kind": "lacks_tag", "tag_ids": [6]},
    {"kind": "team_is", "team_ids": [7]},
    {"kind": "brand_is", "brand_ids": [8]},
    {"kind": "customer_field_is", "slug": "contract", "values": ["Gold", True]},
]
CASE = CaseFacts(
    priority="urgent",
    network="mastodon",
    channel_id=3,
    brand_id=8,
    team_id=7,
    tag_ids={5},
    fields={"contract": "Gold"},
)


def test_what_is_written_is_read_to_the_same() -> None:
    read = parse_sla_conditions(EVERY)
    assert parse_sla_conditions(dump_sla_conditions(read)) == read
    assert [part["kind"] for part in dump_sla_conditions(read)] == [p["kind"] for p in EVERY]


def test_all_of_them_hold_for_the_case_that_they_describe() -> None:
    assert all(condition.holds(CASE) for condition in parse_sla_conditions(EVERY))


@pytest.mark.parametrize("part", EVERY, ids=lambda part: str(part["kind"]))
def test_none_holds_for_another_case(part: dict[str, Any]) -> None:
    other = CaseFacts("low", "x", 1, 1, 1, {6} if part["kind"] == "lacks_tag" else set())
    [condition] = parse_sla_conditions([part])
    assert not condition.holds(other)


@pytest.mark.parametrize(
    "part",
    [
        {"kind": "priority_is", "priorities": []},
        {"kind": "priority_is", "priorities": ["soon"]},
        {"kind": "network_is", "networks": [""]},
        {"kind": "network_is", "networks": [7]},
        {"kind": "team_is", "team_ids": [0]},
        {"kind": "customer_field_is", "values": ["Gold"]},
        {"kind": "customer_field_is", "slug": "", "values": ["Gold"]},
        {"kind": "customer_field_is", "slug": "contract", "values": []},
        {"kind": "customer_field_is", "slug": "contract", "values": [None]},
        {"kind": "customer_field_is", "slug": "contract", "values": ["a"], "more": 1},
        {"kind": "words", "any_of": ["late"]},
        "urgent",
    ],
)
def test_what_says_nothing_is_refused(part: object) -> None:
    with pytest.raises(PolicyError):
        parse_sla_conditions([part])
