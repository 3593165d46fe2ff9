"""What `decide` is told: one trigger, and the case as it stood before."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal

from .field_values import Value

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


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What of a case its SLA policy depends on."""

    priority: Priority
    network: str
    channel_id: int
    brand_id: int
    team_id: int
    tag_ids: AbstractSet[int] = frozenset()
    fields: Mapping[str, Value] = field(default_factory=dict)
    """The customer's own, by slug."""
