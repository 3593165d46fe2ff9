"""The middle pane: one page of rows, its filters, and what to say when there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2s
from typing import NamedTuple

from django.utils.translation import gettext as _

from care.core.times import full_times
from inbox.desk import words
from inbox.desk.columns import Cell, Column, cells_of, columns_of
from inbox.desk.filters import Chosen
from inbox.desk.links import Links
from inbox.desk.marking import Marks
from inbox.desk.rail import place_name
from inbox.models.cases import Priority, State
from inbox.selectors.catalogue import Catalogue
from inbox.selectors.extras import Extras
from inbox.selectors.places import Place, View
from inbox.selectors.queues import CaseRow, RowsPage


class Row(NamedTuple):
    id: int
    href: str
    name: str
    handle: str
    face: words.Face
    network: words.NetworkMark
    snippet: str
    private: bool
    new: bool
    current: bool
    iso: str
    ago: str
    clock: words.Chip | None
    priority: words.PriorityMark | None
    state: words.Pill | None
    tags: tuple[words.TagMark, ...]
    owner: words.Face | None
    owner_says: str
    assignee: words.Face | None
    assignee_says: str
    marks: Marks = ()
    """What a search found, in place of the snippet."""
    noted: bool = False
    cells: tuple[Cell, ...] = ()
    """In place of all this, in a saved view that has columns."""


@dataclass(frozen=True, slots=True)
class Empty:
    icon: str
    title: str
    next: str
    href: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class ChosenChip:
    label: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Listing:
    title: str
    href: str
    self_href: str
    element: str
    version: str
    rows: tuple[Row, ...]
    order: tuple[int, ...]
    """The ids of all rows, of which `rows` may be only those that were asked for."""
    first: bool
    empty: Empty
    more_href: str
    more_element: str
    chips: tuple[ChosenChip, ...]
    total: str = ""
    hints: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


def listing_of(
    *,
    page: RowsPage,
    place: Place,
    catalogue: Catalogue,
    links: Links,
    chosen: Chosen,
    after: str,
    current: int | None,
    now: datetime,
    extras: Extras | None = None,
) -> Listing:
    """`extras`: of a place that has columns."""
    more = links.at(place, filters=links.filters, after=page.after) if page.after else ""
    element = f"rows-{_digest(after)}" if after else "rows"
    return Listing(
        title=place_name(place, catalogue),
        href=links.at(place),
        self_href=links.at(place, filters=links.filters, after=after),
        element=element,
        version=_digest(repr((page, extras)) if extras else repr(page)),
        rows=_rows(page, catalogue, links, current, now, extras),
        order=page.order,
        first=not after,
        empty=_empty(place, catalogue, links, filtered=bool(links.filters)),
        more_href=more,
        more_element=f"more-{element}",
        chips=tuple(
            ChosenChip(label, title, links.at(place, filters=_without(links.filters, name)))
            for name, label, title in chosen.chips
        ),
        columns=columns_of(_columns(place), extras) if extras else (),
    )


def _columns(place: Place | None) -> tuple[str, ...]:
    return place.saved.columns if place is not None and place.saved is not None else ()


def _without(filters: tuple[tuple[str, str], ...], name: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in filters if pair[0] != name)


def _digest(of: str) -> str:
    return blake2s(of.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class _Sayings:
    """Words that every row needs, looked up once a page."""

    times: words.Speech
    full: Callable[[datetime], str]
    network: Callable[[str], words.NetworkMark]
    priority: Callable[[str], words.PriorityMark]
    owner: str
    assignee: str
    first_line: int


def _rows(
    page: RowsPage,
    catalogue: Catalogue,
    links: Links,
    current: int | None,
    now: datetime,
    extras: Extras | None,
) -> tuple[Row, ...]:
    sayings = _Sayings(
        times=words.speech(),
        full=full_times(),
        network=cache(words.network_mark),
        priority=cache(words.priority_mark),
        owner=_("%(name)s speaks to the customer"),
        assignee=_("%(name)s works on it now"),
        first_line=catalogue.first_line,
    )
    rows = (_row(row, catalogue, links, current, now, sayings) for row in page.rows)
    if extras is None:
        return tuple(rows)
    names = _columns(links.place)
    return tuple(
        row._replace(cells=cells_of(fact, names, extras, catalogue, now))
        for row, fact in zip(rows, page.rows, strict=True)
    )


def _row(
    row: CaseRow,
    catalogue: Catalogue,
    links: Links,
    current: int | None,
    now: datetime,
    say: _Sayings,
) -> Row:
    owner = words.face(catalogue.members.get(row.owner_id)) if row.owner_id else None
    works = row.assignee_id is not None and row.assignee_id != row.owner_id
    assignee = words.face(catalogue.members.get(row.assignee_id or 0)) if works else None
    channel = catalogue.channels.get(row.channel_id)
    return Row(
        id=row.id,
        href=links.case(row.id).page,
        name=row.customer,
        handle=row.handle if row.handle != row.customer else "",
        face=words.customer_face(row.customer),
        network=say.network(channel.network if channel else "?"),
        snippet=row.snippet,
        private=row.private,
        new=not row.looked and row.state == State.OPEN,
        current=row.id == current,
        iso=row.last_message_at.isoformat(),
        ago=say.times.ago(row.last_message_at, now),
        clock=_clock(row, now, say),
        priority=None if row.priority == Priority.NORMAL else say.priority(row.priority),
        state=_state(row, links.place, catalogue, say.first_line),
        tags=tuple(words.tag_mark(catalogue.tags.get(tag_id)) for tag_id in row.tag_ids),
        owner=owner,
        owner_says=say.owner % {"name": owner.name} if owner else "",
        assignee=assignee,
        assignee_says=say.assignee % {"name": assignee.name} if assignee else "",
    )


def _clock(row: CaseRow, now: datetime, say: _Sayings) -> words.Chip | None:
    if row.due_at is None or row.target_seconds is None:
        return None
    title = say.full(row.due_at)
    return words.plain_chip(row.due_at, row.target_seconds, now, say.times, title=title)


def _state(
    row: CaseRow, place: Place | None, catalogue: Catalogue, first_line: int
) -> words.Pill | None:
    """Only what the place does not already say."""
    team = catalogue.teams.get(row.team_id)
    further = team is not None and team.line > first_line
    in_own_queue = place is not None and place.team is not None
    if row.state == State.OPEN and (in_own_queue or not further):
        return None
    if row.state == State.RESOLVED and not row.thanked and place == Place(view=View.RESOLVED):
        return None
    elsewhere = team.line_name if team is not None and further else ""
    return words.state_pill(row.state, elsewhere=elsewhere, thanked=row.thanked)


def _empty(place: Place, catalogue: Catalogue, links: Links, *, filtered: bool) -> Empty:
    if filtered:
        return Empty(
            "list-filter",
            _("No case fits these filters"),
            _("Take a filter off to see more."),
            links.at(place),
            _("Clear the filters"),
        )
    if place.saved is not None:
        return Empty(
            "circle-check",
            _("No case is in this view"),
            _("Cases that fit its conditions appear here by themselves."),
        )
    queue = place_name(place, catalogue)
    everything = links.at(Place(view=View.OPEN))
    if place.team is not None:
        return Empty(
            "coffee",
            _("Nobody is waiting in %(queue)s") % {"queue": queue},
            _("New cases appear here by themselves. Meanwhile, look at what is open elsewhere."),
            everything,
            _("All open cases"),
        )
    views = _empty_views()
    return views.get(place.view or View.OPEN, views[View.OPEN])


def _empty_views() -> dict[View, Empty]:
    return {
        View.MINE: Empty(
            "user-round",
            _("You have no case in hand"),
            _("Open the most urgent one of your queue and press u to take it."),
        ),
        View.WITH_OTHER_LINE: Empty(
            "arrow-right-left",
            _("Nothing of yours is with another line"),
            _("Cases that you hand over wait here until the answer is back."),
        ),
        View.MENTIONS: Empty(
            "at-sign",
            _("Nobody has mentioned you yet"),
            _("A colleague who writes your name after an @ in a note brings the case here."),
        ),
        View.DRAFTS: Empty(
            "pencil",
            _("You have no unfinished text"),
            _("What you begin to write in a case and do not send is kept, and found here."),
        ),
        View.LATE: Empty(
            "circle-check",
            _("Nothing is late"),
            _("Cases whose clock has run out stand here until they are answered."),
        ),
        View.SOON_LATE: Empty(
            "circle-check",
            _("Nothing is late soon"),
            _("Cases that have little time left stand here, the nearest first."),
        ),
        View.UNANSWERED: Empty(
            "circle-check",
            _("Everything that must be answered is answered"),
            _("Cases in which the customer had the last word, and waits for yours, stand here."),
        ),
        View.SNOOZED: Empty(
            "moon",
            _("Nothing is snoozed"),
            _("Snooze a case with z when it has to wait for a day or an event."),
        ),
        View.OPEN: Empty(
            "circle-check",
            _("Every case is answered"),
            _("New messages appear here by themselves."),
        ),
        View.RESOLVED: Empty(
            "circle-check",
            _("Nothing was resolved yet"),
            _("Cases that you resolve with e are kept here."),
        ),
    }
