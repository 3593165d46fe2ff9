"""One page of the desk. Its parts are made when a template asks for them, so that a fragment costs
only what it shows: every request has the same context, and picks a template."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Literal

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.requests import MemberRequest
from inbox.access import MAX_ID, visible_to
from inbox.desk.answers import Chosen as ChosenAnswer
from inbox.desk.around import Around, around_of
from inbox.desk.called import Mentionable, mentionables
from inbox.desk.card import CaseCard, case_card
from inbox.desk.dressing import Dressing, dressing_of
from inbox.desk.filters import Chosen, choose
from inbox.desk.found import after_of, found_listing
from inbox.desk.links import Links, desk_root
from inbox.desk.listing import Listing, Row, listing_of
from inbox.desk.pen import Refusal
from inbox.desk.rail import Rail, place_name, rail_of
from inbox.desk.same import Same, same_of
from inbox.desk.sheet import Sheet, sheet_of
from inbox.models import Case
from inbox.selectors.asked import LONGEST, parse
from inbox.selectors.cards import CaseFact, case_fact, case_version
from inbox.selectors.catalogue import Catalogue, catalogue_for
from inbox.selectors.drafts import pen_fact
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

Shortcuts = tuple[tuple[tuple[str, ...], str], ...]
# What the pane of the customer shows besides, because it was asked for.
Beside = Literal["", "same", "around"]


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
        return catalogue_for(self.member, person_id=self.request.user.pk, visible=self.visible)

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
            saved_counts=count_views(self.catalogue.saved, self.visible, member_id=self.member.id),
        )

    @cached_property
    def list(self) -> Listing:
        if self.searches:
            return self._found()
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

    @property
    def rows_asked(self) -> tuple[Row, ...]:
        """The rows that are printed: all, unless a page names those that changed. What left a full
        page let as many in at its end."""
        named = self.request.headers.get("Care-Rows", "")
        if not named or not self.request.htmx:
            return self.list.rows
        changed = {int(each) for each in named.split(",")[:MOST_ROWS] if each.isdecimal()}
        last = self.list.rows[-len(changed) :] if changed and self.list.more_href else ()
        came = {row.id for row in last}
        return tuple(row for row in self.list.rows if row.id in changed | came)

    @property
    def list_version(self) -> str:
        """What the polling list shows: its rows, and the counters beside them."""
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
        begun = pen_fact(self.member.id, self.fact.id).drafts.get("reply")
        words = [begun.text] if begun else []
        typed = {"text": "\n\n".join([*words, chosen.filled.text])}
        if begun:
            typed["visibility"] = begun.visibility
        if chosen.answer.acknowledges:
            typed["acknowledges"] = "1"
        self.refusal = Refusal("reply", "", typed)
        self.answered_with = chosen

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
        if not self.with_sheet:
            return None
        return sheet_of(
            self.fact,
            self.timeline,
            self.catalogue,
            self.links.case(self.fact.id),
            signature=self.dressing.signature,
            refusal=self.refusal,
        )

    @property
    def shortcuts(self) -> Shortcuts:
        return (
            (("/",), _("Search")),
            (("f",), _("Take the most urgent case")),
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
            (("w",), _("Watch")),
            (("m",), _("Mark a friction, or take the mark off")),
            (("g", "1"), _("First-line inbox; g 2 second line, g m my cases")),
            (("g", "n"), _("Mentions; g l late, g o soon late, g d drafts, g b notices")),
            (("Ctrl", "↵"), _("Send what you write")),
            (("Ctrl", "⇧", "↵"), _("Send, resolve, next case")),
            (("Esc",), _("Close, or stop typing")),
        )
