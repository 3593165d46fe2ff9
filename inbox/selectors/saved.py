"""Saved views that a member sees: their own, those of their teams, those of the organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from care.core.bulk import fetch
from care.core.models import Member
from inbox.models import Case, SavedView
from inbox.selectors.columns import load_columns
from inbox.selectors.conditions import Group, filter_of, is_of_the_unsettled, load
from inbox.selectors.embedded import embedded
from routing.models import TeamMember

# In the rail; more would be a second search.
MOST = 20
# A view's cases are not counted beyond.
COUNTED = 100

SORTS = ("due", "waiting", "priority", "oldest", "newest")


@dataclass(frozen=True, slots=True)
class SavedFact:
    id: int
    name: str
    groups: tuple[Group, ...]
    sort: str
    member_id: int | None
    team_id: int | None
    columns: tuple[str, ...] = ()
    """None: the list as it is everywhere."""


@dataclass(frozen=True, slots=True)
class SavedCount:
    cases: int
    late: int
    oldest: datetime | None


def seen_by(member: Member) -> QuerySet[SavedView]:
    teams = TeamMember.objects.filter(member=member).values("team_id")
    everybody = Q(member__isnull=True, team__isnull=True)
    return SavedView.objects.filter(everybody | Q(member=member) | Q(team__in=teams))


def fact_of(row: SavedView) -> SavedFact:
    """Of one row; those of the rail come with the catalogue."""
    columns = load_columns(row.columns)
    whose = (row.member_id, row.team_id)
    return SavedFact(row.id, row.name, load(row.groups), row.sort, *whose, columns)


def cases_of_view(view: SavedFact, visible: QuerySet[Case], *, member_id: int) -> QuerySet[Case]:
    return visible.filter(filter_of(view.groups, member_id=member_id, now=timezone.now()))


def count_views(
    views: Iterable[SavedFact], visible: QuerySet[Case], *, member_id: int
) -> dict[int, SavedCount]:
    """Of all views in one query. Views of what is done are not counted."""
    parts: list[str] = []
    values: dict[str, object] = {}
    for view in views:
        if is_of_the_unsettled(view.groups):
            cases = cases_of_view(view, visible, member_id=member_id)
            rows = cases.order_by().values("opened_at", "due_at")[: COUNTED + 1]
            statement, more = embedded(rows, f"view{view.id}")
            parts.append(
                f"SELECT {view.id}, count(*), count(*) FILTER (WHERE due_at < now()),"
                f" min(opened_at) FROM ({statement}) v{view.id}"
            )
            values |= more
    if not parts:
        return {}
    found = fetch(" UNION ALL ".join(parts), values)
    return {row[0]: SavedCount(*row[1:]) for row in found}
