"""What `decide` is told: one trigger, and the case as it stood before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Visibility = Literal["public", "private"]
Priority = Literal["urgent", "high", "normal", "low"]
Actionability = Literal["must_answer", "worth_answering", "optional", "noise"]
DismissReason = Literal["no_answer_needed", "spam", "abuse", "not_for_us", "duplicate"]


@dataclass(frozen=True, slots=True)
class MessageArrived:
    text: str
    channel_id: int
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class TagAdded:
    """A person or an import has put a tag on; it counts as new even if the case had it before."""

    tag_id: int


Trigger = MessageArrived | TagAdded


@dataclass(frozen=True, slots=True)
class Facts:
    """`tag_ids` are the tags that are on; a `TagAdded` tag may be among them or not."""

    trigger: Trigger
    tag_ids: frozenset[int]
    team_id: int | None
    priority: Priority
    actionability: Actionability
    channel_id: int
    brand_id: int | None = None
