"""What the live board shows, as values: of each queue few figures, and none of a single person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from care.core.models import Member
from care.core.times import full_time
from inbox.desk import words
from inbox.desk.links import Links as DeskLinks
from inbox.desk.links import desk_root
from inbox.selectors.catalogue import Catalogue, TeamCounts, TeamFact, catalogue_for
from inbox.selectors.oldest import OldestWait, oldest_waits
from inbox.selectors.places import Place, View
from reporting.ask.catalogue import METRICS
from reporting.ask.frame import Frame
from reporting.ask.metrics import Metric
from reporting.board.usual import Counts, Usual, Window, begins, count_in, usual_of, windows
from reporting.pages.asked import Asked
from reporting.sheets.links import Links
from routing.models import TeamMember

# Names beyond are only counted: a board is read from afar.
NAMED = 12
# Younger than that, it is only how long folding takes.
LAGS = timedelta(minutes=2)
NO_COUNTS = TeamCounts(0, *[0] * 9)


@dataclass(frozen=True, slots=True)
class Figure:
    count: int
    href: str
    """The list of exactly these cases; empty where there are none."""


@dataclass(frozen=True, slots=True)
class Oldest:
    says: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class People:
    count: int
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in the last hour, or went out, beside what is usual."""

    label: str
    definition: str
    usual: Usual


@dataclass(frozen=True, slots=True)
class Queue:
    slug: str
    name: str
    team: str
    waiting: Figure
    late: Figure
    soon: Figure
    oldest: Oldest | None
    flows: tuple[Flow, ...]
    people: People

    @property
    def level(self) -> str:
        return "late" if self.late.count else "soon" if self.soon.count else "calm"


@dataclass(frozen=True, slots=True)
class Total:
    waiting: Figure
    late: Figure
    soon: Figure


@dataclass(frozen=True, slots=True)
class Choice:
    slug: str
    name: str
    on: bool


class UnknownQueue(LookupError):
    """The address names a queue that there is not."""


@dataclass(frozen=True)
class Board:
    asked: Asked
    wanted: tuple[str, ...] = ()
    """Slugs of the queues to be shown; none: all."""

    @property
    def member(self) -> Member:
        return self.asked.request.member

    @cached_property
    def now(self) -> datetime:
        return self.asked.now

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue_for(self.member, person_id=self.asked.request.user.pk, counted=True)

    @cached_property
    def teams(self) -> tuple[TeamFact, ...]:
        every = sorted(self.catalogue.queues, key=lambda team: (team.line, team.name))
        if set(self.wanted) - {team.slug for team in every}:
            raise UnknownQueue
        return tuple(team for team in every if not self.wanted or team.slug in self.wanted)

    @property
    def choices(self) -> tuple[Choice, ...]:
        every = sorted(self.catalogue.queues, key=lambda team: (team.line, team.name))
        shown = {team.slug for team in self.teams}
        return tuple(Choice(t.slug, t.queue_name, t.slug in shown) for t in every)

    def at(self, *, wall: bool) -> str:
        """The board with the same queues."""
        said = [("queue", slug) for slug in self.wanted] + ([("wall", "1")] if wall else [])
        root = reverse("reports:board", args=[self.asked.request.organisation.slug])
        return f"{root}?{urlencode(said)}" if said else root

    @cached_property
    def queues(self) -> tuple[Queue, ...]:
        return tuple(self._queue(team) for team in self.teams)

    def _queue(self, team: TeamFact) -> Queue:
        counts = self._counts.get(team.id, NO_COUNTS)
        place = Place(team=team)
        return Queue(
            slug=team.slug,
            name=team.queue_name,
            team=team.name,
            waiting=_figure(counts.open, self._desk.at(place)),
            late=_figure(counts.open_late, self._desk.at(place, filters=(("clock", "late"),))),
            soon=_figure(counts.soon, self._desk.at(place, filters=(("clock", "soon"),))),
            oldest=self._oldest(team),
            flows=tuple(self._flow(team, way) for way in self._ways(team)),
            people=_people(self._on_shift.get(team.id, ())),
        )

    @cached_property
    def _counts(self) -> Mapping[int, TeamCounts]:
        return {counts.team_id: counts for counts in self.catalogue.counts}

    @cached_property
    def _desk(self) -> DeskLinks:
        return DeskLinks(desk_root(self.asked.request.organisation.slug), None, ())

    # The longest wait

    @cached_property
    def _waits(self) -> Mapping[int, OldestWait]:
        return oldest_waits(self.member)

    def _oldest(self, team: TeamFact) -> Oldest | None:
        wait = self._waits.get(team.id)
        if wait is None:
            return None
        links = DeskLinks(self._desk.root, Place(team=team), ())
        since = full_time(wait.since)
        return Oldest(_waited(self.now - wait.since), since, links.case(wait.case_id).page)

    # The last hour

    def _ways(self, team: TeamFact) -> tuple[tuple[str, Metric], ...]:
        """Customers write to the first line; to others, cases are handed over."""
        if team.line == self.catalogue.first_line:
            return (
                (_("Came in"), METRICS["messages_in"]),
                (_("Answers"), METRICS["replies_out"]),
            )
        return (
            (_("Handed over"), METRICS["arrived_further"]),
            (_("Given back"), METRICS["rounds"]),
        )

    @cached_property
    def spans(self) -> Sequence[Window]:
        return windows(self.now, ZoneInfo(self.asked.request.organisation.zone))

    @cached_property
    def _flows(self) -> Mapping[str, Counts]:
        wanted = {metric.name: metric for team in self.teams for _label, metric in self._ways(team)}
        return count_in(self._frame, wanted.values(), self.spans)

    @cached_property
    def _frame(self) -> Frame:
        """Narrowed to nothing but what the member may see, as what stands in the queues is."""
        asked = self.asked
        brands = asked.names.brands
        return Frame(asked.request.organisation.id, asked.period, brands=brands)

    @cached_property
    def _links(self) -> Links:
        return Links(reverse("reports:home", args=[self.asked.request.organisation.slug]), ())

    def _flow(self, team: TeamFact, way: tuple[str, Metric]) -> Flow:
        label, metric = way
        start, end = self.spans[0]
        only = (("team", team.id),)
        usual = usual_of(
            self._flows.get(metric.name, {}).get(team.id, {}),
            self.spans,
            since=self._known_since(team),
            href=self._links.cases(metric, since=start, until=end, only=only),
        )
        return Flow(label, str(metric.definition), usual)

    def _known_since(self, team: TeamFact) -> datetime | None:
        first, added = self._begins
        young = added.get(f"team {team.id}")
        return max(first, datetime.fromisoformat(young)) if first and young else first

    @cached_property
    def _begins(self) -> tuple[datetime | None, dict[str, str]]:
        return begins(self.asked.request.organisation.id, self.spans)

    # Who is there

    @cached_property
    def _on_shift(self) -> Mapping[int, list[str]]:
        members = self.catalogue.members
        found: dict[int, list[str]] = defaultdict(list)
        seats = TeamMember.objects.order_by("member__display_name", "member_id")
        for team_id, member_id in seats.values_list("team_id", "member_id"):
            member = members.get(member_id)
            if member is not None and member.active and member.available:
                found[team_id].append(member.name)
        return found

    # Of all queues together

    @property
    def total(self) -> Total | None:
        """Where all queues are shown, and there are several."""
        if self.wanted or len(self.queues) < 2:
            return None

        def of(view: View, count: int) -> Figure:
            return _figure(count, self._desk.at(Place(view=view)))

        return Total(
            waiting=of(View.OPEN, sum(queue.waiting.count for queue in self.queues)),
            late=of(View.LATE, sum(queue.late.count for queue in self.queues)),
            soon=of(View.SOON_LATE, sum(queue.soon.count for queue in self.queues)),
        )

    @property
    def behind(self) -> str:
        """Up to when the figures of the last hour are whole, if that is not now."""
        since = self.asked.names.behind_since
        return words.clock_time(since) if since and self.now - since > LAGS else ""

    @property
    def made(self) -> str:
        return words.clock_time(self.now)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """One of each kind, for their definitions."""
        every = {flow.label: flow for queue in self.queues for flow in queue.flows}
        return tuple(every.values())

    @property
    def columns(self) -> int:
        """On a wall, so that all fit."""
        number = max(1, len(self.queues))
        return number if number < 4 else 2 if number == 4 else 3 if number < 10 else 4

    @property
    def rows(self) -> int:
        return -(-len(self.queues) // self.columns) if self.queues else 1


def _waited(span: timedelta) -> str:
    """From afar an hour and two hours are not the same: minutes up to there."""
    minutes = max(0, span // timedelta(minutes=1))
    if 60 <= minutes < 120:
        return _("%(count)s min") % {"count": minutes}
    return words.speech().span(span.total_seconds())


def _figure(count: int, href: str) -> Figure:
    return Figure(count, href if count else "")


def _people(names: Iterable[str]) -> People:
    every = tuple(names)
    return People(len(every), every[:NAMED], max(0, len(every) - NAMED))
