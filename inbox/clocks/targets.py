"""Whose targets a case has: its SLA policy and the hours that count for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inbox.models.clocks import ClockKind
from routing.engine import WALL_TIME, Calendar, CaseFacts, SlaPolicy, asks_fields, policy_for
from routing.policy import House


@dataclass(frozen=True, slots=True)
class Goals:
    """What a policy wants of a case of one brand."""

    policy_id: int
    calendar_id: int
    hours: Calendar
    seconds: Mapping[str, int]
    """By kind of clock; kinds without a target are missing."""
    line_seconds: Mapping[int, int]
    turns: int | None
    calendars: Mapping[int, Calendar]
    """All there are: clocks that ended keep theirs."""

    def hours_of(self, calendar_id: int | None) -> Calendar:
        if calendar_id == self.calendar_id:
            return self.hours
        return WALL_TIME if calendar_id is None else self.calendars.get(calendar_id, WALL_TIME)


class Targets:
    """The organisation's SLA policies, ready to be asked case by case."""

    def __init__(self, of: House) -> None:
        self._house = of
        self._goals: dict[tuple[int, int], Goals] = {}
        self.asks_fields = asks_fields(of.sla)
        self.asks_turns = any(policy.turns is not None for policy in of.sla)

    def of(self, case: CaseFacts) -> Goals:
        policy = policy_for(case, self._house.sla)
        found = self._goals.get((policy.id, case.brand_id))
        if found is None:
            found = self._goals[policy.id, case.brand_id] = self._make(policy, case.brand_id)
        return found

    def _make(self, policy: SlaPolicy, brand_id: int) -> Goals:
        calendar_id = self._house.calendar_for(policy, brand_id)
        wanted = {
            ClockKind.FIRST_RESPONSE: policy.first_response_seconds,
            ClockKind.FIRST_USEFUL: policy.first_useful_seconds,
            ClockKind.NEXT_RESPONSE: policy.next_response_seconds,
            ClockKind.RESOLUTION: policy.resolution_seconds,
        }
        return Goals(
            policy_id=policy.id,
            calendar_id=calendar_id,
            hours=self._house.calendars[calendar_id],
            seconds={str(kind): seconds for kind, seconds in wanted.items() if seconds is not None},
            line_seconds=policy.line_seconds,
            turns=policy.turns,
            calendars=self._house.calendars,
        )
