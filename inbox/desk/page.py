"""One page of the desk. Its parts are made when a template asks for them, so that a fragment costs
only what it shows: every request has the same context, and picks a template."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.requests import MemberRequest
from inbox.access import MAX_ID, visible_to
from inbox.desk.card import CaseCard, case_card
from inbox.desk.filters import Chosen, choose
from inbox.desk.links import Links, desk_root
from inbox.desk.listing import Listing, listing_of
from inbox.desk.pen import Refusal
from inbox.desk.rail import THEMES, Rail, place_name, rail_of
from inbox.desk.sheet import Sheet, sheet_of
from inbox.models import Case
from inbox.selectors.cards import CaseFact, case_fact, case_version
from inbox.selectors.catalogue import Catalogue, catalogue_for
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
from inbox.selectors.stuck import count_stuck
from inbox.selectors.timeline import Timeline, timeline_of

Shortcuts = tuple[tuple[tuple[str, ...], str], ...]


class DeskPage:
    def __init__(
        self,
        request: MemberRequest,
        *,
        queue_slug: str = "",
        view: View | None = None,
        case_id: int | None = None,
        with_sheet: bool = False,
        refusal: Refusal | None = None,
    ) -> None:
        self.request = request
        self.member = request.member
        self.now: datetime = timezone.now()
        self.queue_slug = queue_slug
        self.view = view
        self.case_id = case_id
        self.with_sheet = with_sheet
        self.refusal = refusal
        self.after = request.GET.get("after", "") if request.method == "GET" else ""

    @cached_property
    def visible(self) -> QuerySet[Case]:
        return visible_to(self.member)

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue_for(self.member, person_id=self.request.user.pk, visible=self.visible)

    @cached_property
    def chosen(self) -> Chosen:
        return choose(self.request.GET, self.catalogue)

    @cached_property
    def place(self) -> Place:
        """The place of the path; beside a case, the one its address carries, else its own queue."""
        if self.view is not None:
            return Place(view=self.view)
        if self.queue_slug:
            found = queue(self.catalogue, self.queue_slug)
            if found is None:
                raise Http404
            return found
        carried = place_of_key(self.catalogue, self.request.GET.get("in", ""))
        if carried is not None:
            return carried
        if self.case_id is not None:
            team = self.catalogue.teams.get(self.fact.team_id)
            return Place(team=team) if team else Place(view=View.OPEN)
        return first_queue(self.catalogue)

    @cached_property
    def links(self) -> Links:
        root = desk_root(self.request.organisation.slug)
        return Links(root, self.place, self.chosen.filters)

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
        theme = self.request.COOKIES.get("care_theme", "auto")
        return rail_of(
            member=self.member,
            organisation=self.request.organisation,
            catalogue=self.catalogue,
            counts=counters(self.catalogue),
            links=self.links,
            theme=theme if theme in THEMES else "auto",
            stuck=count_stuck(self.member) if self.member.leads else 0,
        )

    @cached_property
    def list(self) -> Listing:
        cases = cases_in(
            self.place,
            self.visible,
            self.catalogue,
            member_id=self.member.id,
            state=self.chosen.state,
        )
        try:
            page = page_of(self.chosen.narrow(cases), self.place, after=self.after)
        except BadKey as error:
            raise Http404 from error
        return listing_of(
            page=page,
            place=self.place,
            catalogue=self.catalogue,
            links=self.links,
            chosen=self.chosen,
            after=self.after,
            current=self.case_id,
            now=self.now,
        )

    @property
    def list_version(self) -> str:
        """What the polling list shows: its rows, and the counters beside them."""
        return f"{self.list.version}.{self.rail.version}" if self.list.first else self.list.version

    @cached_property
    def fact(self) -> CaseFact:
        case_id = self.case_id or 0
        found = case_fact(self.visible, case_id) if 0 < case_id <= MAX_ID else None
        if found is None:
            raise Http404
        return found

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
    def case(self) -> CaseCard | None:
        if self.case_id is None:
            return None
        return case_card(
            self.fact,
            self.timeline,
            self.catalogue,
            self.links,
            member_id=self.member.id,
            refusal=self.refusal,
            now=self.now,
        )

    @cached_property
    def sheet(self) -> Sheet | None:
        if not self.with_sheet:
            return None
        return sheet_of(
            self.fact,
            self.timeline,
            self.catalogue,
            self.links.case(self.fact.id),
            initials=self.member.initials,
            refusal=self.refusal,
        )

    @property
    def shortcuts(self) -> Shortcuts:
        return (
            (("j", "k"), _("Next case, case before")),
            (("o", "↵"), _("Open the case")),
            (("u",), _("Take it")),
            (("r",), _("Reply")),
            (("n",), _("Note")),
            (("t",), _("Tag")),
            (("h",), _("Hand over, or send back")),
            (("e",), _("Resolve, or reopen")),
            (("z",), _("Snooze")),
            (("a",), _("Assign")),
            (("p",), _("Priority")),
            (("x",), _("Dismiss")),
            (("g", "1"), _("First-line inbox; g 2 second line, g m my cases")),
            (("Ctrl", "↵"), _("Send what you write")),
            (("Esc",), _("Close, or stop typing")),
        )
