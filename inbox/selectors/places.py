"""The places of the desk: team queues and views, which cases stand in them, and in what order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from inbox.models import Case
from inbox.models.cases import UNSETTLED, State
from inbox.selectors.catalogue import IN_HAND, Catalogue, TeamFact, elsewhere


class View(StrEnum):
    MINE = "mine"
    WITH_OTHER_LINE = "with-second-line"
    SNOOZED = "snoozed"
    OPEN = "open"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Place:
    """A team's queue, or a view: exactly one of the two."""

    team: TeamFact | None = None
    view: View | None = None

    @property
    def key(self) -> str:
        return f"queues/{self.team.slug}" if self.team else f"views/{self.view}"


def queue(catalogue: Catalogue, slug: str) -> Place | None:
    for team in catalogue.teams.values():
        if team.slug == slug:
            return Place(team=team)
    return None


def first_queue(catalogue: Catalogue) -> Place:
    """Where a member starts: the queue of their own nearest line, else the front one."""
    teams = sorted(catalogue.teams.values(), key=lambda team: (not team.mine, team.line, team.name))
    return Place(team=teams[0]) if teams else Place(view=View.OPEN)


def place_of_key(catalogue: Catalogue, key: str) -> Place | None:
    kind, _, slug = key.partition("/")
    if kind == "queues":
        return queue(catalogue, slug)
    if kind == "views" and slug in set(View):
        return Place(view=View(slug))
    return None


def cases_in(
    place: Place,
    visible: QuerySet[Case],
    catalogue: Catalogue,
    *,
    member_id: int,
    state: State | None = None,
) -> QuerySet[Case]:
    """`visible` narrowed to the place. A `state` asked for replaces the place's own."""
    cases = visible
    if place.team is not None:
        return cases.filter(team_id=place.team.id, state=state or State.OPEN)
    match place.view:
        case View.MINE:
            cases = cases.filter(assignee_id=member_id)
            return cases.filter(state=state) if state else cases.filter(state__in=IN_HAND)
        case View.WITH_OTHER_LINE:
            cases = cases.filter(
                elsewhere(member_id), owner_id=member_id, team_id__in=catalogue.further_team_ids
            )
            return cases.filter(state=state) if state else cases.filter(state__in=UNSETTLED)
        case View.SNOOZED:
            return cases.filter(state=State.SNOOZED)
        case View.RESOLVED:
            return cases.filter(state=State.RESOLVED, resolved_at__isnull=False)
        case _:
            return cases.filter(state=state or State.OPEN)


@dataclass(frozen=True, slots=True)
class Counter:
    cases: int = 0
    late: int = 0


def counters(catalogue: Catalogue) -> dict[str, Counter]:
    """Counters of all places by their key."""
    counts = catalogue.counts
    away = [count for count in counts if count.team_id in catalogue.further_team_ids]
    result = {
        Place(team=catalogue.teams[count.team_id]).key: Counter(count.open, count.open_late)
        for count in counts
        if count.team_id in catalogue.teams
    }
    views = {
        View.MINE: Counter(sum(c.mine for c in counts), sum(c.mine_late for c in counts)),
        View.WITH_OTHER_LINE: Counter(sum(c.owned for c in away), sum(c.owned_late for c in away)),
        View.OPEN: Counter(sum(c.open for c in counts), sum(c.open_late for c in counts)),
        View.SNOOZED: Counter(sum(c.snoozed for c in counts)),
    }
    return result | {Place(view=view).key: counter for view, counter in views.items()}
