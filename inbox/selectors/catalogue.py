"""What an organisation is made of, as the desk needs it on every page, and how many cases stand
where: one query for all of it.

Rows of cases then carry ids only; their teams, tags, channels and colleagues are looked up here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Q

from care.core.models import Member
from care.core.prepared import Prepared
from care.core.tenancy import current_organisation_id
from inbox.access import SEEN
from inbox.models.cases import State
from inbox.selectors import bulk
from inbox.selectors.columns import load_columns
from inbox.selectors.conditions import load
from inbox.selectors.saved import MOST, SavedFact

Fact = TypeVar("Fact")


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
    retired: bool


@dataclass(frozen=True, slots=True)
class TagFact:
    id: int
    name: str
    slug: str
    colour: int
    retired: bool


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
    account_id: str
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
    soon: int
    """Less than the organisation's `soon_late_minutes` are left."""
    unanswered: int
    """Must be answered, and the newest word is the customer's."""


@dataclass(frozen=True, slots=True)
class YoursFact:
    """What waits for the looking member in person. None is counted beyond a hundred."""

    notices: int = 0
    mentions: int = 0
    drafts: int = 0
    problems: int = 0
    """Open ones; of the whole organisation, like tags."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    teams: Mapping[int, TeamFact]
    tags: Mapping[int, TagFact]
    routes: Mapping[int, RouteFact]
    channels: Mapping[int, ChannelFact]
    members: Mapping[int, MemberFact]
    organisations: tuple[PlaceFact, ...]
    counts: tuple[TeamCounts, ...]
    yours: YoursFact = YoursFact()
    saved: tuple[SavedFact, ...] = ()
    """Views that the member may open, their own first."""
    jobs: tuple[bulk.JobFact, ...] = ()
    """What the member has running over many cases, or has just done; newest first."""

    @property
    def teams_in_use(self) -> tuple[TeamFact, ...]:
        return tuple(team for team in self.teams.values() if not team.retired)

    @property
    def tags_in_use(self) -> tuple[TagFact, ...]:
        return tuple(tag for tag in self.tags.values() if not tag.retired)

    @property
    def queues(self) -> tuple[TeamFact, ...]:
        """Of teams in use; that of another one only while a case stands in it, so that none is ever
        out of everybody's sight."""
        filled = {count.team_id for count in self.counts}
        return tuple(t for t in self.teams.values() if not t.retired or t.id in filled)

    @property
    def first_line(self) -> int:
        return min((team.line for team in self.teams_in_use), default=1)

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
  (SELECT json_agg(row_to_json(found))::text FROM (
     SELECT t.id, t.name, t.slug, t.queue_name, t.line_id, l.number AS line, l.name AS line_name,
            EXISTS (SELECT FROM routing_teammember tm WHERE tm.organisation_id = t.organisation_id
                    AND tm.team_id = t.id AND tm.member_id = %(member)s) AS mine,
            t.retired_at IS NOT NULL AS retired
     FROM routing_team t
     JOIN routing_line l ON l.organisation_id = t.organisation_id AND l.id = t.line_id
     WHERE t.organisation_id = %(organisation)s ORDER BY l.number, t.name) found),
  (SELECT json_agg(row_to_json(found))::text FROM (
     SELECT id, name, slug, colour, retired_at IS NOT NULL AS retired FROM routing_tag
     WHERE organisation_id = %(organisation)s ORDER BY name) found),
  (SELECT json_agg(row_to_json(found))::text FROM (
     SELECT tag_id, team_id, returns FROM routing_tagroute
     WHERE organisation_id = %(organisation)s) found),
  (SELECT json_agg(row_to_json(found))::text FROM (
     SELECT id, brand_id, name, handle, network, account_id, health, health_note, limits
     FROM inbox_channel
     WHERE organisation_id = %(organisation)s ORDER BY name) found),
  (SELECT json_agg(row_to_json(found))::text FROM (
     SELECT m.id, m.display_name AS name, m.initials, m.available, p.active
     FROM core_member m JOIN core_membership p ON p.id = m.membership_id
     WHERE m.organisation_id = %(organisation)s ORDER BY m.display_name) found),
  (SELECT json_agg(row_to_json(found))::text FROM (
     SELECT o.id, o.slug, o.name
     FROM core_membership p JOIN core_organisation o ON o.id = p.organisation_id
     WHERE p.person_id = %(person)s AND p.active ORDER BY o.name) found)
"""


_COUNTS = f"""
 ,(SELECT json_agg(row_to_json(found)) FROM (
     SELECT team_id,
       count(*) FILTER (WHERE state = 'open') AS open,
       count(*) FILTER (WHERE state = 'open' AND due_at < now()) AS open_late,
       count(*) FILTER (WHERE state = 'snoozed') AS snoozed,
       count(*) FILTER (WHERE mine) AS mine,
       count(*) FILTER (WHERE mine AND state = 'open' AND due_at < now()) AS mine_late,
       count(*) FILTER (WHERE owned) AS owned,
       count(*) FILTER (WHERE owned AND state = 'open' AND due_at < now()) AS owned_late,
       count(*) FILTER (WHERE state = 'open' AND due_at >= now() AND due_at < now() + (
         SELECT soon_late_minutes * interval '1 minute' FROM routing_engagement
         WHERE organisation_id = %(organisation)s)) AS soon,
       count(*) FILTER (WHERE actionability = 'must_answer' AND unanswered_since IS NOT NULL)
         AS unanswered
    FROM (
       SELECT team_id, state, due_at, actionability, unanswered_since,
         state IN ('open', 'waiting') AND assignee_id = %(member)s AS mine,
         owner_id = %(member)s AND assignee_id IS DISTINCT FROM %(member)s AS owned
       FROM inbox_case c
       WHERE c.state IN ('open', 'waiting', 'snoozed') AND {SEEN}) counted
     GROUP BY team_id) found),
  (SELECT row_to_json(found) FROM (
     SELECT count(*) AS notices,
       count(DISTINCT case_id) FILTER (WHERE kind = 'mention') AS mentions,
       (SELECT count(DISTINCT case_id) FROM (
          SELECT d.case_id FROM inbox_draft d
          WHERE d.organisation_id = %(organisation)s AND d.member_id = %(member)s
            AND EXISTS (SELECT FROM inbox_case c WHERE c.id = d.case_id AND {SEEN})
          LIMIT 100) own) AS drafts,
       (SELECT count(*) FROM (SELECT FROM inbox_problem p
          WHERE p.organisation_id = %(organisation)s AND p.state = 'open' LIMIT 100) open)
         AS problems
    FROM (SELECT n.kind, n.case_id FROM inbox_notice n
           WHERE n.organisation_id = %(organisation)s AND n.member_id = %(member)s
             AND n.read_at IS NULL
             AND EXISTS (SELECT FROM inbox_case c WHERE c.id = n.case_id AND {SEEN})
           LIMIT 100) unread) found),
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT v.id, v.name, v.groups, v.columns, v.sort, v.member_id, v.team_id FROM inbox_savedview v
     WHERE v.organisation_id = %(organisation)s AND (
       (v.member_id IS NULL AND v.team_id IS NULL) OR v.member_id = %(member)s
       OR v.team_id IN (SELECT tm.team_id FROM routing_teammember tm
                        WHERE tm.organisation_id = %(organisation)s AND tm.member_id = %(member)s))
     ORDER BY v.member_id NULLS LAST, v.team_id NULLS LAST, v.position, v.id
     LIMIT %(most_saved)s) found),
  (SELECT json_agg(row_to_json(found)) FROM ({bulk.JOBS}) found)
"""


_WHO = {"organisation": "bigint", "member": "bigint", "person": "bigint"}
_UNCOUNTED = Prepared(_CATALOGUE, **_WHO)
_COUNTED = Prepared(_CATALOGUE + _COUNTS, **_WHO, most_saved="integer", most_jobs="integer")


def catalogue_for(member: Member | None, *, person_id: int, counted: bool = False) -> Catalogue:
    """`counted`: with the numbers of cases. `member` none: nobody's, of a program."""
    values = {
        "organisation": current_organisation_id(),
        "member": member.id if member else 0,
        "person": person_id,
    }
    if counted:
        found = _COUNTED.fetch(values | {"most_saved": MOST, "most_jobs": bulk.SHOWN})
    else:
        found = _UNCOUNTED.fetch(values)
    ((teams, tags, routes, channels, members, organisations, *more),) = found
    counts, yours, saved, jobs = more or (None, {}, None, None)
    return Catalogue(
        teams={team.id: team for team in _facts(TeamFact, teams)},
        tags={tag.id: tag for tag in _facts(TagFact, tags)},
        routes={route.tag_id: route for route in _facts(RouteFact, routes)},
        channels={channel.id: channel for channel in _facts(ChannelFact, channels)},
        members={member.id: member for member in _facts(MemberFact, members)},
        organisations=_facts(PlaceFact, organisations),
        counts=tuple(TeamCounts(**made) for made in counts or ()),
        yours=YoursFact(**yours),
        saved=tuple(_saved(made) for made in saved or ()),
        jobs=bulk.facts_of(jobs),
    )


@lru_cache(maxsize=1_000)
def _facts(kind: Callable[..., Fact], text: str | None) -> tuple[Fact, ...]:
    """As Postgres tells them. Thirty colleagues who ask at once are told the same words, and making
    facts of those takes longer than asking."""
    return tuple(kind(**made) for made in json.loads(text or "[]"))


def _saved(made: dict[str, Any]) -> SavedFact:
    read = {"groups": load(made["groups"]), "columns": load_columns(made["columns"])}
    return SavedFact(**{**made, **read})


IN_HAND = (State.OPEN, State.WAITING)


def elsewhere(member_id: int) -> Q:
    """Nobody, or somebody else than the member, works on the case."""
    return Q(assignee_id__isnull=True) | ~Q(assignee_id=member_id)
