"""The middle pane: the cases of a place, or what a search finds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404
from markupsafe import Markup

from inbox.desk.bulk import Bar, bar_of
from inbox.desk.drawn import drawn
from inbox.desk.filters import FilterField, fields_of
from inbox.desk.found import after_of, found_listing
from inbox.desk.frame import Frame
from inbox.desk.listing import Listing, listing_of
from inbox.models import Case
from inbox.selectors.asked import parse
from inbox.selectors.extras import extras_of
from inbox.selectors.places import cases_in
from inbox.selectors.queues import BadKey, RowsPage, page_of, page_of_queue
from inbox.selectors.search import found_page, search

# So many changed rows are asked for by their ids; more, and the whole list is.
MOST_ROWS = 100


class ListPage(Frame):
    case_id: int | None = None
    """Of the case that stands beside the list."""

    @property
    def after(self) -> str:
        return self.request.GET.get("after", "") if self.request.method == "GET" else ""

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

    @property
    def filter_fields(self) -> tuple[FilterField, ...]:
        return fields_of(self.chosen, self.catalogue)

    @cached_property
    def bulk(self) -> Bar:
        return bar_of(self.catalogue, self.links)

    @cached_property
    def list(self) -> Listing:
        if self.searches:
            return self._found()
        try:
            page = self._rows_page()
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

    def _rows_page(self) -> RowsPage:
        team = self.place.team
        if team is not None and not self.after and not self.chosen.filters:
            return page_of_queue(team.id, member_id=self.member.id, named=self.named)
        return page_of(self.matching, self.place, after=self.after, named=self.named)

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
        return drawn(self.list.rows)

    @property
    def list_version(self) -> str:
        """What the polling list shows: its rows, and the counters beside them. Of named rows there
        is none: the next question for all of them is answered whole."""
        if self.named:
            return ""
        return f"{self.list.version}.{self.rail.version}" if self.list.first else self.list.version
