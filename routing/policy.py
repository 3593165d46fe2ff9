"""The organisation's policy, read once a version: what ingest and the verbs decide by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from care.core.tenancy import current_organisation_id
from routing.engine import (
    Calendar,
    Policy,
    Route,
    Rule,
    SlaPolicy,
    parse_actions,
    parse_conditions,
)
from routing.hours import calendar_of_brands, calendars_of_all, hours_of_brands, policies_in_order
from routing.models import Engagement, TagRoute, Team
from routing.models import Rule as RuleRow


@dataclass(frozen=True, slots=True)
class TeamFacts:
    id: int
    line_id: int
    line_number: int
    retired: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """Everything an organisation decided, as values."""

    policy: Policy
    teams: dict[int, TeamFacts]
    front_team_id: int
    sla: tuple[SlaPolicy, ...]
    """In order; the last one has no conditions."""
    calendars: dict[int, Calendar]
    calendar_of_brand: dict[int, int]
    hours_of_brand: dict[int, Calendar]
    """Over all time: a brand that changed its calendar had the one before until then."""
    default_calendar_id: int
    case_window: timedelta
    reopen_window: timedelta
    keep: timedelta
    undo_seconds: int

    @property
    def front_line_id(self) -> int:
        return self.teams[self.front_team_id].line_id

    def calendar_for(self, policy: SlaPolicy, brand_id: int) -> int:
        """Whose hours count for a case of this brand that goes by this policy."""
        return policy.calendar_id or self.calendar_of(brand_id)

    def calendar_of(self, brand_id: int) -> int:
        return self.calendar_of_brand.get(brand_id, self.default_calendar_id)

    def hours_of(self, brand_id: int) -> Calendar:
        """What was and is its business time."""
        return self.hours_of_brand.get(brand_id, self.calendars[self.default_calendar_id])

    def standing(self, team_id: int) -> int:
        """The team, or who takes its cases when it was taken out of use."""
        return self.front_team_id if self.teams[team_id].retired else team_id


def house() -> House:
    """The open organisation's policy. One query, while nobody changed it: every change of policy
    raises `Engagement.version`, and a process keeps what it read of a version."""
    version = Engagement.objects.values_list("version", flat=True).get()
    return _read(current_organisation_id(), version)


@lru_cache(maxsize=512)
def _read(organisation_id: int, version: int) -> House:
    engagement = Engagement.objects.get()
    calendars, default_calendar_id = calendars_of_all()
    teams = {
        team.id: TeamFacts(
            team.id, team.line_id, team.line.number, retired=team.retired_at is not None
        )
        for team in Team.objects.select_related("line")
    }
    return House(
        policy=Policy(rules=_rules(), routes=_routes()),
        teams=teams,
        front_team_id=Team.objects.get(takes_new_cases=True).id,
        sla=policies_in_order(),
        calendars=calendars,
        calendar_of_brand=calendar_of_brands(default_calendar_id),
        hours_of_brand=hours_of_brands(calendars, default_calendar_id),
        default_calendar_id=default_calendar_id,
        case_window=timedelta(hours=engagement.case_window_hours),
        reopen_window=timedelta(hours=engagement.reopen_window_hours),
        keep=timedelta(minutes=engagement.keep_minutes),
        undo_seconds=engagement.undo_seconds,
    )


def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            id=row.id,
            name=row.name,
            conditions=parse_conditions(row.conditions),
            actions=parse_actions(row.actions),
            stop=row.stop,
        )
        for row in RuleRow.objects.filter(enabled=True, removed_at=None).order_by("position")
    )


def _routes() -> dict[int, Route]:
    return {
        row.tag_id: Route(row.tag_id, row.team_id, row.opposite_id, row.returns)
        for row in TagRoute.objects.all()
    }
