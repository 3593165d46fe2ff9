"""Steps of macros: as words of a form, and as rows keep them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.engine.macros import Step, dump_steps, in_order, parse_steps, step_of

KEYS = [
    "add_tag:3",
    "remove_tag:4",
    "move_to_team:2",
    "set_priority:high",
    "then:resolve",
    "then:snooze-monday",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_step_says_itself_in_one_word(key: str) -> None:
    step = step_of(key)
    assert step is not None
    assert step.key == key
    assert parse_steps(dump_steps([step])) == (step,)


@pytest.mark.parametrize(
    "key",
    ["", "add_tag", "add_tag:", "add_tag:0", "add_tag:-1", "add_tag:03", "add_tag:٣", "add_tag:x",
     f"add_tag:{2**63}", "set_priority:top", "then:vanish", "delete:3", "add_tag:3:4"],
)  # fmt: skip
def test_what_is_no_step(key: str) -> None:
    assert step_of(key) is None


def test_tags_come_first_and_what_settles_the_case_last() -> None:
    steps = filter(None, map(step_of, ["then:resolve", "add_tag:3", "remove_tag:4", "add_tag:3"]))
    assert [step.key for step in in_order(steps)] == ["remove_tag:4", "add_tag:3", "then:resolve"]


def test_of_what_can_be_only_once_the_last_counts() -> None:
    steps = [Step("then", "wait"), Step("then", "resolve")]
    assert in_order(steps) == (Step("then", "resolve"),)


def test_a_row_keeps_ids_as_numbers() -> None:
    assert dump_steps([Step("add_tag", "3")]) == [{"kind": "add_tag", "tag_id": 3}]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "tag_id"]), inner),
)


@given(json)
def test_a_row_that_cannot_be_read_does_nothing(data: object) -> None:
    assert isinstance(parse_steps(data), tuple)
