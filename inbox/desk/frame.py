"""What every page of the desk has around it: the place it is about, the rail, and the addresses of
all that. Its parts are made when a template asks for them, so that a fragment costs only what it
shows."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from care.core.requests import MemberRequest
from inbox.access import visible_to
from inbox.desk.called import Mentionable, mentionables
from inbox.desk.filters import Chosen, choose
from inbox.desk.keys import Hints
from inbox.desk.links import Links, desk_root
from inbox.desk.rail import Rail, place_name, rail_of
from inbox.models import Case
from inbox.selectors.asked import LONGEST
from inbox.selectors.catalogue import Catalogue, catalogue_for
from inbox.selectors.places import Place, View, counters, first_queue, place_of_key, queue
from inbox.selectors.saved import SavedFact, count_views
from inbox.selectors.stuck import count_stuck


class Frame:
    here = ""
    """In the rail, of a page that is no list of cases."""

    def __init__(
        self,
        request: MemberRequest,
        *,
        queue_slug: str = "",
        view: View | None = None,
        saved: SavedFact | None = None,
    ) -> None:
        self.request = request
        self.member = request.member
        self.now: datetime = timezone.now()
        self.queue_slug = queue_slug
        self.view = view
        self.saved = saved

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
        return self._own_place()

    def _own_place(self) -> Place:
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
        return self.place_name

    @cached_property
    def rail(self) -> Rail:
        saved = self.catalogue.saved
        return rail_of(
            member=self.member,
            organisation=self.request.organisation,
            catalogue=self.catalogue,
            counts=counters(self.catalogue),
            links=self.links,
            theme=self.member.theme,
            stuck=count_stuck(self.member) if self.member.leads else 0,
            saved=saved,
            here=self.here,
            saved_counts=count_views(saved, self.visible, member_id=self.member.id)
            if saved
            else {},
        )

    @cached_property
    def keys(self) -> Hints:
        return Hints(self.request, self.catalogue, self.links)
