"""The places of the desk: team queues and views, which cases stand in them, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from inbox.models import Case, Draft, Notice
from inbox.models.cases import UNSETTLED, Actionability, State
from inbox.models.desk import NoticeKind
from inbox.selectors import yours
from inbox.selectors.catalogue import IN_HAND, Catalogue, TeamFact, elsewhere
from inbox.selectors.saved import SavedFact, cases_of_view


class View(StrEnum):
    MINE = "mine"
    WITH_OTHER_LINE = "with-second-line"
    MENTIONS = "mentions"
    DRAFTS = "drafts"
    LATE = "late"
    SOON_LATE = "soon-late"
    UNANSWERED = "unanswered"
    SNOOZED = "snoozed"
    OPEN = "open"
    RESOLVED = "resolved"
    # What `q` finds; see `inbox.selectors.search`.
    SEARCH = "search"
    # Behind the numbers of the card with which a shift begins; see `inbox.selectors.yours`.
    CAME_BACK = "came-back"
    PROMISED = "promised"
    PRESSING = "pressing"
    CALLED = "called"


@dataclass(frozen=True, slots=True)
class Place:
    """A team's queue, a view, or a view that somebody saved: exactly one of the three."""

    team: TeamFact | None = None
    view: View | None = None
    saved: SavedFact | None = None

    @property
    def key(self) -> str:
        if self.saved is not None:
            return f"saved/{self.saved.id}"
        return f"queues/{self.team.slug}" if self.team else f"views/{self.view}"


def queue(catalogue: Catalogue, slug: str) -> Place | None:
    for team in catalogue.teams.values():
        if team.slug == slug:
            return Place(team=team)
    return None


def first_queue(catalogue: Catalogue) -> Place:
    """Where a member starts: the queue of their own nearest line, else the front one."""
    teams = sorted(catalogue.teams_in_use, key=lambda team: (not team.mine, team.line, team.name))
    return Place(team=teams[0]) if teams else Place(view=View.OPEN)


def place_of_key(catalogue: Catalogue, key: str) -> Place | None:
    kind, _, slug = key.partition("/")
    if kind == "saved":
        return next((Place(saved=view) for view in catalogue.saved if str(view.id) == slug), None)
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
    if place.saved is not None:
        cases = cases_of_view(place.saved, cases, member_id=member_id)
        return cases.filter(state=state) if state else cases
    if place.team is not None:
        return cases.filter(team_id=place.team.id, state=state or State.OPEN)
    match place.view:
        case View.MINE:
            cases = cases.filter(assignee_id=member_id)
            return cases.filter(state=state) if state else cases.filter(state__in=IN_HAND)
        case View.WITH_OTHER_LINE:
            cases = cases.filter(
                elsewhere(member_id),
                owner_id=member_id,
                team_id__in=catalogue.further_team_ids or (0,),
            )
            return cases.filter(state=state) if state else cases.filter(state__in=UNSETTLED)
        case View.MENTIONS | View.DRAFTS:
            cases = cases.filter(Exists(_own(place.view, member_id)))
            return cases.filter(state=state) if state else cases
        case View.LATE | View.SOON_LATE | View.UNANSWERED:
            usual = UNSETTLED if place.view == View.UNANSWERED else (State.OPEN,)
            return cases.filter(pressing(place.view), state__in=(state,) if state else usual)
        case View.CAME_BACK | View.PROMISED | View.PRESSING | View.CALLED:
            cases = cases.filter(YOURS[place.view](member_id))
            return cases.filter(state=state) if state else cases
        case View.SNOOZED:
            return cases.filter(state=State.SNOOZED)
        case View.RESOLVED:
            return cases.filter(state=State.RESOLVED, resolved_at__isnull=False)
        case _:
            return cases.filter(state=state or State.OPEN)


YOURS: Mapping[View, Callable[[int], Q]] = {
    View.CAME_BACK: yours.came_back,
    View.PROMISED: yours.promised,
    View.PRESSING: yours.pressing,
    View.CALLED: yours.called,
}


def _own(view: View, member_id: int) -> QuerySet[Any]:
    """What the member has beside the case of the outer query."""
    if view == View.DRAFTS:
        return Draft.objects.filter(member=member_id, case=OuterRef("pk"))
    return Notice.objects.filter(member=member_id, kind=NoticeKind.MENTION, case=OuterRef("pk"))


def pressing(view: View) -> Q:
    """As the counters of the catalogue count."""
    if view == View.LATE:
        return Q(due_at__lt=Now())
    if view == View.UNANSWERED:
        return Q(actionability=Actionability.MUST_ANSWER, unanswered_since__isnull=False)
    return Q(due_at__gte=Now(), due_at__lt=yours.soon())


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
        View.MENTIONS: Counter(catalogue.yours.mentions),
        View.DRAFTS: Counter(catalogue.yours.drafts),
        # What is late in the queues: whoever waits for a customer is late with nothing.
        View.LATE: Counter(*[sum(c.open_late for c in counts)] * 2),
        View.SOON_LATE: Counter(sum(c.soon for c in counts)),
        View.UNANSWERED: Counter(sum(c.unanswered for c in counts)),
        View.OPEN: Counter(sum(c.open for c in counts), sum(c.open_late for c in counts)),
        View.SNOOZED: Counter(sum(c.snoozed for c in counts)),
    }
    return result | {Place(view=view).key: counter for view, counter in views.items()}
