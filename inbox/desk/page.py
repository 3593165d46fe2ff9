"""One page of the desk. Its parts are made when a template asks for them, so that a fragment costs
only what it shows: every request has the same context, and picks a template."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Literal

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from markupsafe import Markup

from care.core.requests import MemberRequest
from inbox.access import MAX_ID, visible_to
from inbox.desk.answers import Chosen as ChosenAnswer
from inbox.desk.around import Around, around_of
from inbox.desk.bulk import Bar, bar_of
from inbox.desk.called import Mentionable, mentionables
from inbox.desk.card import CaseCard, case_card
from inbox.desk.confirming import ConfirmSheet, confirm_sheet_of
from inbox.desk.drawn import drawn
from inbox.desk.dressing import Dressing, about_fact, dressing_of
from inbox.desk.filters import Chosen, choose
from inbox.desk.found import after_of, found_listing
from inbox.desk.keys import Hints
from inbox.desk.links import Links, desk_root
from inbox.desk.listing import Listing, listing_of
from inbox.desk.offered import words_to_put
from inbox.desk.pen import Refusal, added
from inbox.desk.rail import Rail, place_name, rail_of
from inbox.desk.same import Same, same_of
from inbox.desk.sheet import Sheet, sheet_of
from inbox.desk.shift_card import ShiftCard, shift_card
from inbox.models import Case
from inbox.selectors.asked import LONGEST, parse
from inbox.selectors.cards import CaseFact, case_fact, case_version
from inbox.selectors.catalogue import Catalogue, catalogue_for
from inbox.selectors.drafts import DraftFact, pen_fact
from inbox.selectors.extras import extras_of
from inbox.selectors.places import (
    Place,
    View,
    cases_in,
    counters,
    first_queue,
    place_of_key,
    queue,
)
from inbox.selectors.queues import BadKey, page_of
from inbox.selectors.saved import SavedFact, count_views
from inbox.selectors.search import found_page, search
from inbox.selectors.stuck import count_stuck
from inbox.selectors.timeline import Timeline, timeline_of

# So many changed rows are asked for by their ids; more, and the whole list is.
MOST_ROWS = 100

# What the pane of the customer shows besides, because it was asked for.
Beside = Literal["", "same", "around"]
# Which sheet is open over the case.
SheetName = Literal["", "hand_over", "confirm"]


class DeskPage:
    here = ""
    """In the rail, of a page that is no list of cases."""

    def __init__(
        self,
        request: MemberRequest,
        *,
        queue_slug: str = "",
        view: View | None = None,
        case_id: int | None = None,
        with_sheet: SheetName = "",
        refusal: Refusal | None = None,
        purpose: str = "",
        saved: SavedFact | None = None,
        beside: Beside = "",
    ) -> None:
        self.request = request
        self.member = request.member
        self.now: datetime = timezone.now()
        self.queue_slug = queue_slug
        self.view = view
        self.saved = saved
        self.case_id = case_id
        self.with_sheet = with_sheet
        self.refusal = refusal
        self.beside = beside
        self.answered_with: ChosenAnswer | None = None
        self.purpose = purpose or request.GET.get("pen", "")
        self.after = request.GET.get("after", "") if request.method == "GET" else ""

    @cached_property
    def visible(self) -> QuerySet[Case]:
        return visible_to(self.member)

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue_for(self.member, person_id=self.request.user.pk, counted=True)

    @cached_property
    def chosen(self) -> Chosen:
        return choose(self.request.GET, self.catalogue)

    @cached_property
    def place(self) -> Place:
        """The place of the path; beside a case, the one its address carries, else its own queue."""
        if self.saved is not None:
            return Place(saved=self.saved)
        if self.view is not None:
            return Place(view=self.view)
        if self.queue_slug:
            found = queue(self.catalogue, self.queue_slug)
            if found is None:
                raise Http404
            return found
        key = self.request.GET.get("in", "")
        carried = place_of_key(self.catalogue, key)
        if carried is not None:
            return carried
        if self.case_id is not None:
            team = self.catalogue.teams.get(self.fact.team_id)
            return Place(team=team) if team else Place(view=View.OPEN)
        return first_queue(self.catalogue)

    @cached_property
    def links(self) -> Links:
        root = desk_root(self.request.organisation.slug)
        return Links(root, self.place, self.chosen.filters + self.searched)

    @property
    def q(self) -> str:
        """What stands in the search field."""
        return self.request.GET.get("q", "")[:LONGEST] if self.searches else ""

    @property
    def search_href(self) -> str:
        return self.links.at(Place(view=View.SEARCH))

    @property
    def save_href(self) -> str:
        """Where the list as it is filtered now becomes a saved view."""
        return f"{self.links.root}saved/new/{self.links.query}"

    @property
    def next_href(self) -> str:
        return f"{self.links.root}next/{self.links.query}"

    @property
    def mentionables(self) -> tuple[Mentionable, ...]:
        return mentionables(self.catalogue)

    @property
    def searches(self) -> bool:
        return self.place.view == View.SEARCH

    @property
    def searched(self) -> tuple[tuple[str, str], ...]:
        return (("q", self.q),) if self.q else ()

    @property
    def href(self) -> str:
        return self.links.at(self.place, filters=self.links.filters)

    @property
    def place_name(self) -> str:
        return place_name(self.place, self.catalogue)

    @property
    def title(self) -> str:
        if self.case_id is not None:
            return self.fact.customer
        return self.place_name

    @cached_property
    def rail(self) -> Rail:
        return rail_of(
            member=self.member,
            organisation=self.request.organisation,
            catalogue=self.catalogue,
            counts=counters(self.catalogue),
            links=self.links,
            theme=self.member.theme,
            stuck=count_stuck(self.member) if self.member.leads else 0,
            saved=self.catalogue.saved,
            here=self.here,
            saved_counts=count_views(self.catalogue.saved, self.visible, member_id=self.member.id),
        )

    @property
    def matching(self) -> QuerySet[Case]:
        """All cases of the list, on whichever page of it; not of a search."""
        cases = cases_in(
            self.place,
            self.visible,
            self.catalogue,
            member_id=self.member.id,
            state=self.chosen.state,
        )
        return self.chosen.narrow(cases)

    @cached_property
    def bulk(self) -> Bar:
        return bar_of(self.catalogue, self.links)

    @cached_property
    def list(self) -> Listing:
        if self.searches:
            return self._found()
        try:
            page = page_of(self.matching, self.place, after=self.after, named=self.named)
        except BadKey as error:
            raise Http404 from error
        columned = self.place.saved is not None and self.place.saved.columns
        return listing_of(
            extras=extras_of(row.id for row in page.rows) if columned else None,
            page=page,
            place=self.place,
            catalogue=self.catalogue,
            links=self.links,
            chosen=self.chosen,
            after=self.after,
            current=self.case_id,
            now=self.now,
        )

    def _found(self) -> Listing:
        asked = parse(self.q)
        found = search(asked, member=self.member, catalogue=self.catalogue)
        return found_listing(
            found,
            found_page(found, self.visible, after=after_of(self.after)),
            place=self.place,
            catalogue=self.catalogue,
            links=self.links,
            chosen=self.chosen,
            after=self.after,
            current=self.case_id,
            now=self.now,
        )

    @cached_property
    def named(self) -> frozenset[int]:
        """The cases whose rows a page asks for, because they changed. None: it asks for all."""
        if not self.request.htmx or self.searches:
            return frozenset()
        named = self.request.headers.get("Care-Rows", "").split(",")[:MOST_ROWS]
        return frozenset(int(each) for each in named if each.isdecimal() and len(each) < 19)

    @property
    def rows(self) -> Iterator[Markup]:
        return (drawn(row) for row in self.list.rows)

    @property
    def list_version(self) -> str:
        """What the polling list shows: its rows, and the counters beside them. Of named rows there
        is none: the next question for all of them is answered whole."""
        if self.named:
            return ""
        return f"{self.list.version}.{self.rail.version}" if self.list.first else self.list.version

    @cached_property
    def fact(self) -> CaseFact:
        case_id = self.case_id or 0
        found = self._case_fact(case_id) if 0 < case_id <= MAX_ID else None
        if found is None:
            raise Http404
        return found

    def _case_fact(self, case_id: int) -> CaseFact | None:
        return case_fact(self.visible, case_id, member_id=self.member.id)

    def unchanged(self, seen: str) -> bool:
        """Has nothing happened to the case since the page that says `seen`?"""
        case_id = self.case_id or 0
        if not seen or not 0 < case_id <= MAX_ID:
            return False
        return case_version(self.visible, case_id) == seen

    @cached_property
    def timeline(self) -> Timeline:
        return timeline_of(self.fact.id, self.fact.channel_id)

    @cached_property
    def dressing(self) -> Dressing:
        refused = self.refusal if self.refusal and self.refusal.form == "reply" else None
        return dressing_of(
            self.fact,
            self.timeline,
            self.catalogue,
            self.member,
            posted=self.request.POST if refused and refused.error else None,
            chosen=self.answered_with,
            plain=bool(self.purpose or (refused and refused.values.get("purpose"))),
        )

    def answer_with(self, chosen: ChosenAnswer) -> None:
        """A canned answer in the composer, behind what stands there already."""
        acknowledges = chosen.answer.acknowledges
        self.refusal = added(self._begun, chosen.filled.text, acknowledges=acknowledges)
        self.answered_with = chosen

    def put(self, what: str) -> None:
        """Prepared words in the composer, if there are any; see `inbox.desk.offered`."""
        about = about_fact(self.fact, self.catalogue, self.member)
        words = words_to_put(what, self.fact, about.values())
        if words:
            self.refusal = added(self._begun, words)

    @property
    def _begun(self) -> DraftFact | None:
        return pen_fact(self.member.id, self.fact.id).drafts.get("reply")

    @cached_property
    def case(self) -> CaseCard | None:
        if self.case_id is None:
            return None
        return case_card(
            self.fact,
            self.timeline,
            self.catalogue,
            self.links,
            pen_fact(self.member.id, self.fact.id),
            member_id=self.member.id,
            purpose=self.purpose,
            refusal=self.refusal,
            around=self.dressing.around,
            now=self.now,
        )

    @cached_property
    def same(self) -> Same | None:
        """Who may be the same person as the customer."""
        if self.beside != "same":
            return None
        return same_of(
            self.request.GET,
            self.fact,
            member=self.member,
            visible=self.visible,
            catalogue=self.catalogue,
            links=self.links,
            refusal=self.refusal,
            now=self.now,
        )

    @cached_property
    def around(self) -> Around | None:
        """Other cases that have to do with this one."""
        if self.beside != "around":
            return None
        return around_of(
            self.fact,
            self.timeline,
            member=self.member,
            visible=self.visible,
            catalogue=self.catalogue,
            links=self.links,
            now=self.now,
        )

    @cached_property
    def sheet(self) -> Sheet | None:
        if self.with_sheet != "hand_over":
            return None
        return sheet_of(
            self.fact,
            self.timeline,
            self.catalogue,
            self.links.case(self.fact.id),
            signature=self.dressing.signature,
            begun=self._begun.text if self._begun else "",
            refusal=self.refusal,
        )

    @cached_property
    def confirm(self) -> ConfirmSheet:
        to = self.links.case(self.fact.id)
        return confirm_sheet_of(self.fact, self.catalogue, to, refusal=self.refusal)

    @cached_property
    def shift_card(self) -> ShiftCard | None:
        """Beside a list, while no case is open."""
        if self.case_id is not None:
            return None
        return shift_card(self.member, self.links, self.now)

    @cached_property
    def keys(self) -> Hints:
        return Hints(self.request, self.catalogue, self.links)
