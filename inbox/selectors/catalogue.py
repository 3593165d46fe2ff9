"""What an organisation is made of, as the desk needs it on every page, and how many cases stand
where: one query for all of it.

Rows of cases then carry ids only; their teams, tags, channels and colleagues are looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from care.core.bulk import fetch
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.models import Case
from inbox.models.cases import UNSETTLED, State
from inbox.selectors.embedded import embedded


@dataclass(frozen=True, slots=True)
class TeamFact:
    id: int
    name: str
    slug: str
    queue_name: str
    line_id: int
    line: int
    line_name: str
    mine: bool


@dataclass(frozen=True, slots=True)
class TagFact:
    id: int
    name: str
    slug: str
    colour: int


@dataclass(frozen=True, slots=True)
class RouteFact:
    tag_id: int
    team_id: int
    returns: bool


@dataclass(frozen=True, slots=True)
class ChannelFact:
    id: int
    brand_id: int
    name: str
    handle: str
    network: str
    health: str
    health_note: str
    limits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MemberFact:
    id: int
    name: str
    initials: str
    available: bool
    active: bool


@dataclass(frozen=True, slots=True)
class PlaceFact:
    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class TeamCounts:
    """Unsettled cases with one team; `mine` and `owned` are the looking member's."""

    team_id: int
    open: int
    open_late: int
    snoozed: int
    mine: int
    mine_late: int
    owned: int
    """I speak to the customer, somebody else or nobody works on it."""
    owned_late: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    teams: Mapping[int, TeamFact]
    tags: Mapping[int, TagFact]
    routes: Mapping[int, RouteFact]
    channels: Mapping[int, ChannelFact]
    members: Mapping[int, MemberFact]
    organisations: tuple[PlaceFact, ...]
    counts: tuple[TeamCounts, ...]

    @property
    def first_line(self) -> int:
        return min((team.line for team in self.teams.values()), default=1)

    @property
    def further_team_ids(self) -> tuple[int, ...]:
        """Teams of every line behind the first."""
        return tuple(team.id for team in self.teams.values() if team.line > self.first_line)

    def line_of(self, team_id: int) -> int:
        team = self.teams.get(team_id)
        return team.line if team else self.first_line


# Written as SQL: the same through the ORM costs ten times the processor on every page.
_CATALOGUE = """
SELECT
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT t.id, t.name, t.slug, t.queue_name, t.line_id, l.number AS line, l.name AS line_name,
            EXISTS (SELECT FROM routing_teammember tm WHERE tm.organisation_id = t.organisation_id
                    AND tm.team_id = t.id AND tm.member_id = %(member)s) AS mine
     FROM routing_team t
     JOIN routing_line l ON l.organisation_id = t.organisation_id AND l.id = t.line_id
     WHERE t.organisation_id = %(organisation)s ORDER BY l.number, t.name) found),
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT id, name, slug, colour FROM routing_tag
     WHERE organisation_id = %(organisation)s ORDER BY name) found),
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT tag_id, team_id, returns FROM routing_tagroute
     WHERE organisation_id = %(organisation)s) found),
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT id, brand_id, name, handle, network, health, health_note, limits
     FROM inbox_channel
     WHERE organisation_id = %(organisation)s ORDER BY name) found),
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT m.id, m.display_name AS name, m.initials, m.available, p.active
     FROM core_member m JOIN core_membership p ON p.id = m.membership_id
     WHERE m.organisation_id = %(organisation)s ORDER BY m.display_name) found),
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT o.id, o.slug, o.name
     FROM core_membership p JOIN core_organisation o ON o.id = p.organisation_id
     WHERE p.person_id = %(person)s AND p.active ORDER BY o.name) found)
"""


_COUNTED = ("team_id", "state", "due_at", "assignee_id", "owner_id")
_COUNTS = """
 ,(SELECT json_agg(row_to_json(found)) FROM (
     SELECT team_id,
       count(*) FILTER (WHERE state = 'open') AS open,
       count(*) FILTER (WHERE state = 'open' AND due_at < now()) AS open_late,
       count(*) FILTER (WHERE state = 'snoozed') AS snoozed,
       count(*) FILTER (WHERE mine) AS mine,
       count(*) FILTER (WHERE mine AND due_at < now()) AS mine_late,
       count(*) FILTER (WHERE owned) AS owned,
       count(*) FILTER (WHERE owned AND due_at < now()) AS owned_late
     FROM (
       SELECT team_id, state, due_at,
         state IN ('open', 'waiting') AND assignee_id = %(member)s AS mine,
         owner_id = %(member)s AND assignee_id IS DISTINCT FROM %(member)s AS owned
       FROM ({unsettled}) unsettled) seen
     GROUP BY team_id) found)
"""


def catalogue_for(
    member: Member, *, person_id: int, visible: QuerySet[Case] | None = None
) -> Catalogue:
    """With `visible`, the cases are counted too."""
    statement = _CATALOGUE
    parameters: dict[str, Any] = {
        "organisation": current_organisation_id(),
        "member": member.id,
        "person": person_id,
    }
    if visible is not None:
        unsettled, values = embedded(visible.filter(state__in=UNSETTLED).values(*_COUNTED), "count")
        statement += _COUNTS.format(unsettled=unsettled)
        parameters |= values
    ((teams, tags, routes, channels, members, organisations, *counted),) = fetch(
        statement, parameters
    )
    return Catalogue(
        teams={made["id"]: TeamFact(**made) for made in teams or ()},
        tags={made["id"]: TagFact(**made) for made in tags or ()},
        routes={made["tag_id"]: RouteFact(**made) for made in routes or ()},
        channels={made["id"]: ChannelFact(**made) for made in channels or ()},
        members={made["id"]: MemberFact(**made) for made in members or ()},
        organisations=tuple(PlaceFact(**made) for made in organisations or ()),
        counts=tuple(TeamCounts(**made) for found in counted for made in found or ()),
    )


IN_HAND = (State.OPEN, State.WAITING)


def elsewhere(member_id: int) -> Q:
    """Nobody, or somebody else than the member, works on the case."""
    return Q(assignee_id__isnull=True) | ~Q(assignee_id=member_id)
