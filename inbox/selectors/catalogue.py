"""What an organisation is made of, as the desk needs it on every page, and how many cases stand
where: one query for all of it.

Rows of cases then carry ids only; their teams, tags, channels and colleagues are looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from care.core.models import Member, Membership, Organisation
from care.core.tenancy import current_organisation_id
from inbox.models import Case, Channel
from inbox.models.cases import UNSETTLED, State
from routing.models import Tag, TagRoute, Team, TeamMember


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


def catalogue_for(
    member: Member, *, person_id: int, visible: QuerySet[Case] | None = None
) -> Catalogue:
    """With `visible`, the cases are counted too."""
    counted = {"counts": _array(_counts(visible, member.id))} if visible is not None else {}
    row: Any = (
        Organisation.objects.filter(id=current_organisation_id())
        .values(
            teams=_array(_teams(member)),
            tags=_array(_tags()),
            routes=_array(_routes()),
            channels=_array(_channels()),
            members=_array(_members()),
            organisations=_array(_organisations(person_id)),
            **counted,
        )
        .get()
    )
    return Catalogue(
        teams={made["id"]: TeamFact(**made) for made in row["teams"]},
        tags={made["id"]: TagFact(**made) for made in row["tags"]},
        routes={made["tag_id"]: RouteFact(**made) for made in row["routes"]},
        channels={made["id"]: ChannelFact(**made) for made in row["channels"]},
        members={made["id"]: MemberFact(**made) for made in row["members"]},
        organisations=tuple(PlaceFact(**made) for made in row["organisations"]),
        counts=tuple(TeamCounts(**made) for made in row.get("counts", ())),
    )


def _array(rows: QuerySet[Any]) -> ArraySubquery:
    return ArraySubquery(rows)


def _rows(rows: QuerySet[Any], **fields: Any) -> QuerySet[Any]:
    return rows.values(row=JSONObject(**fields))


def _teams(member: Member) -> QuerySet[Any]:
    mine = TeamMember.objects.filter(team=OuterRef("pk"), member=member)
    return _rows(
        Team.objects.order_by("line__number", "name"),
        id="id",
        name="name",
        slug="slug",
        queue_name="queue_name",
        line_id="line_id",
        line="line__number",
        line_name="line__name",
        mine=Exists(mine),
    )


def _tags() -> QuerySet[Any]:
    return _rows(Tag.objects.order_by("name"), id="id", name="name", slug="slug", colour="colour")


def _routes() -> QuerySet[Any]:
    return _rows(TagRoute.objects.all(), tag_id="tag_id", team_id="team_id", returns="returns")


def _channels() -> QuerySet[Any]:
    return _rows(
        Channel.objects.order_by("name"),
        id="id",
        brand_id="brand_id",
        name="name",
        handle="handle",
        network="network",
        health="health",
        health_note="health_note",
    )


def _members() -> QuerySet[Any]:
    return _rows(
        Member.objects.order_by("display_name"),
        id="id",
        name="display_name",
        initials="initials",
        available="available",
        active="membership__active",
    )


def _organisations(person_id: int) -> QuerySet[Any]:
    return _rows(
        Membership.objects.filter(person_id=person_id, active=True).order_by("organisation__name"),
        id=F("organisation_id"),
        slug="organisation__slug",
        name="organisation__name",
    )


def _counts(visible: QuerySet[Case], member_id: int) -> QuerySet[Any]:
    late = Q(due_at__lt=timezone.now())
    is_open = Q(state=State.OPEN)
    mine = Q(assignee_id=member_id, state__in=IN_HAND)
    owned = Q(owner_id=member_id) & elsewhere(member_id)

    def count(which: Q) -> Count:
        return Count("id", filter=which)

    return (
        visible.filter(state__in=UNSETTLED)
        .order_by()
        .values("team_id")
        .annotate(
            row=JSONObject(
                team_id=F("team_id"),
                open=count(is_open),
                open_late=count(is_open & late),
                snoozed=count(Q(state=State.SNOOZED)),
                mine=count(mine),
                mine_late=count(mine & late),
                owned=count(owned),
                owned_late=count(owned & late),
            )
        )
        .values("row")
    )


IN_HAND = (State.OPEN, State.WAITING)


def elsewhere(member_id: int) -> Q:
    """Nobody, or somebody else than the member, works on the case."""
    return Q(assignee_id__isnull=True) | ~Q(assignee_id=member_id)
