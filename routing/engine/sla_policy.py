"""SLA policies as values, and which of them a case goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .facts import CaseFacts, Priority
from .field_values import Value
from .policy import BrandIs, ChannelIs, HasTag, LacksTag


@dataclass(frozen=True, slots=True)
class PriorityIs:
    priorities: frozenset[Priority]

    def holds(self, case: CaseFacts) -> bool:
        return case.priority in self.priorities


@dataclass(frozen=True, slots=True)
class NetworkIs:
    networks: frozenset[str]

    def holds(self, case: CaseFacts) -> bool:
        return case.network in self.networks


@dataclass(frozen=True, slots=True)
class TeamIs:
    team_ids: frozenset[int]

    def holds(self, case: CaseFacts) -> bool:
        return case.team_id in self.team_ids


@dataclass(frozen=True, slots=True)
class CustomerFieldIs:
    """The customer's own field has one of these values, as they are stored."""

    slug: str
    values: frozenset[Value]

    def holds(self, case: CaseFacts) -> bool:
        return case.fields.get(self.slug) in self.values


SlaCondition = (
    PriorityIs | NetworkIs | ChannelIs | BrandIs | TeamIs | HasTag | LacksTag | CustomerFieldIs
)


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """Targets in seconds of the calendar; None: there is no such target. All conditions must hold;
    none at all means every case."""

    id: int
    name: str
    conditions: tuple[SlaCondition, ...] = ()
    first_response_seconds: int | None = None
    first_useful_seconds: int | None = None
    next_response_seconds: int | None = None
    resolution_seconds: int | None = None
    line_seconds: Mapping[int, int] = field(default_factory=dict)
    """By line: how long a case may stay there."""
    turns: int | None = None
    """How many turns of ours a case should take at most."""
    calendar_id: int | None = None
    """None: the calendar of the case's brand."""
    tell_leaders: bool = False

    def holds(self, case: CaseFacts) -> bool:
        return all(condition.holds(case) for condition in self.conditions)


def policy_for(case: CaseFacts, policies: Iterable[SlaPolicy]) -> SlaPolicy:
    """The first that holds. The last of an organisation has no conditions, so one always does."""
    for policy in policies:
        if not policy.conditions or policy.holds(case):
            return policy
    raise LookupError("No SLA policy holds: the one without conditions is missing.")


def asks_fields(policies: Iterable[SlaPolicy]) -> bool:
    """Must the customer's own fields be read before a policy can be chosen?"""
    return any(
        isinstance(condition, CustomerFieldIs)
        for policy in policies
        for condition in policy.conditions
    )
