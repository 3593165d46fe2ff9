"""What a macro does beside its text, as rows keep it and forms send it.

A list like that of a rule's actions: `{"kind": "add_tag", "tag_id": 3}`, `{"kind": "remove_tag",
"tag_id": 4}`, `{"kind": "move_to_team", "team_id": 2}`, `{"kind": "set_priority", "priority":
"high"}`, and what becomes of the case at the end: `{"kind": "then", "then": "resolve"}`. In forms
each is one word: `add_tag:3`, `then:resolve`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from .facts import Priority

StepKind = Literal["add_tag", "remove_tag", "move_to_team", "set_priority", "then"]
KINDS: tuple[StepKind, ...] = get_args(StepKind)
PRIORITIES: tuple[str, ...] = get_args(Priority)
# What may become of the case: done, waiting for the customer, or back at a time.
THEN = ("resolve", "wait", "snooze-hour", "snooze-tomorrow", "snooze-monday")
MAX_STEPS = 20
MAX_ID = 2**63 - 1

_FIELDS: dict[StepKind, str] = {
    "add_tag": "tag_id",
    "remove_tag": "tag_id",
    "move_to_team": "team_id",
    "set_priority": "priority",
    "then": "then",
}
# Only one of each makes sense.
_ONCE = ("move_to_team", "set_priority", "then")


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    value: str
    """The id of a tag or team as text, or a word."""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"

    @property
    def row_id(self) -> int:
        return int(self.value)


def step_of(key: str) -> Step | None:
    """None when it is none: a form says anything."""
    kind, _, value = key.partition(":")
    for known in KINDS:
        if kind == known and _fits(known, value):
            return Step(known, value)
    return None


def _fits(kind: StepKind, value: str) -> bool:
    if kind == "set_priority":
        return value in PRIORITIES
    if kind == "then":
        return value in THEN
    digits = value.isascii() and value.isdigit() and len(value) <= 19
    return digits and 0 < int(value) <= MAX_ID and value == str(int(value))


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """As they are done: the tags first, what moves the case away last. Of what can be only once,
    the last one counts; nothing is there twice."""
    kept: dict[str, Step] = {}
    for step in steps:
        name = step.kind if step.kind in _ONCE else step.key
        kept.pop(name, None)
        kept[name] = step
    order: tuple[StepKind, ...] = ("remove_tag", "set_priority", "add_tag", "move_to_team", "then")
    return tuple(sorted(kept.values(), key=lambda step: order.index(step.kind)))


def dump_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [
        {
            "kind": step.kind,
            _FIELDS[step.kind]: step.row_id if _FIELDS[step.kind].endswith("_id") else step.value,
        }
        for step in in_order(steps)
    ]


def parse_steps(data: object) -> tuple[Step, ...]:
    """What can be read of a row; what cannot is left out, so that an old row stops nothing."""
    found = []
    for item in data if isinstance(data, list) else ():
        kind = item.get("kind") if isinstance(item, dict) else None
        if kind in KINDS:
            step = step_of(f"{kind}:{item.get(_FIELDS[kind])}")
            if step is not None:
                found.append(step)
    return in_order(found[:MAX_STEPS])
