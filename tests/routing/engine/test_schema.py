from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine import (
    Action,
    AddTag,
    ChannelIs,
    Condition,
    HasTag,
    LacksTag,
    MoveToTeam,
    NotWords,
    PolicyError,
    SetActionability,
    SetPriority,
    VisibilityIs,
    Words,
    dump_actions,
    dump_conditions,
    parse_actions,
    parse_conditions,
)

from .policies import actions, conditions, thorough

CONDITIONS: list[dict[str, Any]] = [
    {"kind": "words", "any_of": ["refund*", "money back", "返金", "😡"]},
    {"kind": "not_words", "none_of": ["#promo"]},
    {"kind": "channel_is", "channel_ids": [3, 4]},
    {"kind": "visibility_is", "visibility": "private"},
    {"kind": "has_tag", "tag_ids": [1]},
    {"kind": "lacks_tag", "tag_ids": [1, 8, 64]},
]
ACTIONS: list[dict[str, Any]] = [
    {"kind": "add_tag", "tag_id": 1},
    {"kind": "move_to_team", "team_id": 2},
    {"kind": "set_priority", "priority": "urgent"},
    {"kind": "set_actionability", "actionability": "noise"},
]


def test_every_kind_of_condition_is_read() -> None:
    assert parse_conditions(CONDITIONS) == (
        Words(("refund*", "money back", "返金", "😡")),
        NotWords(("#promo",)),
        ChannelIs(frozenset({3, 4})),
        VisibilityIs("private"),
        HasTag(frozenset({1})),
        LacksTag(frozenset({1, 8, 64})),
    )
    assert dump_conditions(parse_conditions(CONDITIONS)) == CONDITIONS


def test_every_kind_of_action_is_read() -> None:
    assert parse_actions(ACTIONS) == (
        AddTag(1),
        MoveToTeam(2),
        SetPriority("urgent"),
        SetActionability("noise"),
    )
    assert dump_actions(parse_actions(ACTIONS)) == ACTIONS


def test_a_rule_may_have_no_conditions_and_no_actions() -> None:
    assert parse_conditions([]) == ()
    assert parse_actions([]) == ()


def test_spaces_around_a_word_are_dropped() -> None:
    assert parse_conditions([{"kind": "words", "any_of": [" refund\n"]}]) == (Words(("refund",)),)


@thorough
@given(st.lists(conditions, max_size=5), st.lists(actions, max_size=5))
def test_what_is_dumped_and_stored_as_json_reads_the_same(
    some_conditions: list[Condition], some_actions: list[Action]
) -> None:
    stored = json.loads(json.dumps(dump_conditions(some_conditions)))
    assert parse_conditions(stored) == tuple(some_conditions)
    stored = json.loads(json.dumps(dump_actions(some_actions)))
    assert parse_actions(stored) == tuple(some_actions)


WORDS = {"kind": "words", "any_of": ["refund"]}
BAD_CONDITIONS: list[tuple[object, str]] = [
    (None, "The conditions: they must be a list."),
    ({}, "The conditions: they must be a list."),
    ([WORDS] * 51, "The conditions: 51 are too many; keep to 50 or make a second rule."),
    ([7], "Condition 1 (?): it must be an object with a “kind”, not 7."),
    ([WORDS, "refund"], "Condition 2 (refund): it must be an object with a “kind”, not 'refund'."),
    (
        [{"any_of": ["refund"]}],
        "Condition 1 (?): there is no kind None; choose one of words, all_words, not_words,"
        " channel_is, brand_is, visibility_is, language_is, has_tag, lacks_tag.",
    ),
    (
        [{"kind": "add_tag", "tag_id": 1}],
        "Condition 1 (add_tag): there is no kind 'add_tag'; choose one of words, all_words,"
        " not_words, channel_is, brand_is, visibility_is, language_is, has_tag, lacks_tag.",
    ),
    (
        [WORDS, {**WORDS, "case": True}],
        "Condition 2 (words): it does not know 'case'; take it out, or use “any_of”.",
    ),
    (
        [{"kind": "not_words", "any_of": ["x"]}],
        "Condition 1 (not_words): it does not know 'any_of'; take it out, or use “none_of”.",
    ),
    ([{"kind": "words"}], "Condition 1 (words): “any_of” is missing; add it."),
    (
        [{"kind": "words", "any_of": "refund"}],
        "Condition 1 (words): “any_of” must be a list of words.",
    ),
    (
        [{"kind": "words", "any_of": []}],
        "Condition 1 (words): there are no words; write one or take the part out.",
    ),
    (
        [{"kind": "words", "any_of": ["word"] * 201}],
        "Condition 1 (words): 201 words are too many; keep to 200 or make a second rule.",
    ),
    (
        [{"kind": "words", "any_of": ["refund", 7]}],
        "Condition 1 (words): word 2 must be text, not 7.",
    ),
    (
        [{"kind": "words", "any_of": ["refund", "  "]}],
        "Condition 1 (words): word 2 is empty; write a word or take it out.",
    ),
    (
        [{"kind": "words", "any_of": ["x" * 101]}],
        "Condition 1 (words): word 1 has 101 characters; shorten it to 100.",
    ),
    (
        [{"kind": "words", "any_of": ["re*fund"]}],
        "Condition 1 (words): in word 1, “*” can only stand at the end; move or remove it.",
    ),
    (
        [{"kind": "words", "any_of": ["*"]}],
        "Condition 1 (words): word 1 ('*') has no letter, digit or emoji; add one.",
    ),
    (
        [{"kind": "words", "any_of": ["ref\x00und"]}],
        "Condition 1 (words): word 1 holds a character that is no text; type it anew.",
    ),
    (
        [{"kind": "words", "any_of": ["ref\ud800und"]}],
        "Condition 1 (words): word 1 holds a character that is no text; type it anew.",
    ),
    (
        [{"kind": "has_tag", "tag_ids": 3}],
        "Condition 1 (has_tag): “tag_ids” must be a list of at least one id; choose one.",
    ),
    (
        [{"kind": "channel_is", "channel_ids": []}],
        "Condition 1 (channel_is): “channel_ids” must be a list of at least one id; choose one.",
    ),
    (
        [{"kind": "lacks_tag", "tag_ids": [1, "2"]}],
        "Condition 1 (lacks_tag): “tag_ids” must be an id (a whole number above 0), not '2'.",
    ),
    (
        [{"kind": "visibility_is", "visibility": "secret"}],
        "Condition 1 (visibility_is): “visibility” must be one of public, private, not 'secret'.",
    ),
]
AN_ID = "“tag_id” must be an id (a whole number above 0), not"
BAD_ACTIONS: list[tuple[object, str]] = [
    ("add_tag", "The actions: they must be a list."),
    ([{"kind": "add_tag", "tag_id": True}], f"Action 1 (add_tag): {AN_ID} True."),
    ([{"kind": "add_tag", "tag_id": 0}], f"Action 1 (add_tag): {AN_ID} 0."),
    ([{"kind": "add_tag", "tag_id": -1}], f"Action 1 (add_tag): {AN_ID} -1."),
    ([{"kind": "add_tag", "tag_id": 1.0}], f"Action 1 (add_tag): {AN_ID} 1.0."),
    (
        [{"kind": "add_tag", "tag_id": 2**63}],
        f"Action 1 (add_tag): {AN_ID} 9223372036854775808.",
    ),
    (
        [{"kind": "add_tag", "tag_id": "x" * 99}],
        f"Action 1 (add_tag): {AN_ID} '{'x' * 39}....",
    ),
    (
        [{"kind": "set_priority", "priority": ["urgent"]}],
        "Action 1 (set_priority): “priority” must be one of urgent, high, normal, low,"
        " not ['urgent'].",
    ),
    (
        [{"kind": "set_actionability", "actionability": "hidden"}],
        "Action 1 (set_actionability): “actionability” must be one of must_answer,"
        " worth_answering, optional, noise, not 'hidden'.",
    ),
    (
        [{"kind": "words", "any_of": ["refund"]}],
        "Action 1 (words): there is no kind 'words'; choose one of add_tag, move_to_team,"
        " set_priority, set_actionability, dismiss.",
    ),
]


@pytest.mark.parametrize(("data", "sentence"), BAD_CONDITIONS)
def test_a_bad_condition_is_refused_with_a_sentence(data: object, sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_conditions(data)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(("data", "sentence"), BAD_ACTIONS)
def test_a_bad_action_is_refused_with_a_sentence(data: object, sentence: str) -> None:
    with pytest.raises(PolicyError) as refused:
        parse_actions(data)
    assert str(refused.value) == sentence


def test_the_limits_themselves_are_allowed() -> None:
    at_the_limit = [{"kind": "words", "any_of": ["x" * 100] * 200}] * 50
    assert len(parse_conditions(at_the_limit)) == 50
    assert parse_actions([{"kind": "add_tag", "tag_id": 2**63 - 1}]) == (AddTag(2**63 - 1),)


def test_an_error_can_be_said_in_another_language() -> None:
    german = {
        "Condition %(number)s (%(kind)s)": "Bedingung %(number)s (%(kind)s)",
        "word %(at)s is empty; write a word or take it out.": "Wort %(at)s ist leer.",
    }
    with pytest.raises(PolicyError) as refused:
        parse_conditions([{"kind": "words", "any_of": [""]}])
    assert refused.value.said_in(german.__getitem__) == "Bedingung 1 (words): Wort 1 ist leer."


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["kind", "any_of", "tag_id", "tag_ids"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@thorough
@given(json_like | st.lists(st.dictionaries(st.sampled_from(["kind", "any_of"]), json_like)))
def test_any_json_is_read_or_refused_by_our_own_error(data: object) -> None:
    for parse in (parse_conditions, parse_actions):
        with suppress(PolicyError):
            parse(data)
