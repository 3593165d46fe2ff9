"""One page of the desk: the list, and a case beside it. Every request has the same context, and
picks a template."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from django.http import Http404

from care.core.requests import MemberRequest
from inbox.access import MAX_ID
from inbox.desk.answers import Chosen as ChosenAnswer
from inbox.desk.around import Around, around_of
from inbox.desk.card import CaseCard, case_card
from inbox.desk.confirming import ConfirmSheet, confirm_sheet_of
from inbox.desk.dressing import Dressing, about_fact, dressing_of
from inbox.desk.middle import ListPage
from inbox.desk.offered import words_to_put
from inbox.desk.pen import Refusal, added
from inbox.desk.same import Same, same_of
from inbox.desk.sheet import Sheet, sheet_of
from inbox.desk.shift_card import ShiftCard, shift_card
from inbox.selectors.cards import CaseFact, case_fact, case_version
from inbox.selectors.drafts import DraftFact, pen_fact
from inbox.selectors.places import Place, View
from inbox.selectors.saved import SavedFact
from inbox.selectors.timeline import Timeline, timeline_of

# What the pane of the customer shows besides, because it was asked for.
Beside = Literal["", "same", "around"]
# Which sheet is open over the case.
SheetName = Literal["", "hand_over", "confirm"]


class DeskPage(ListPage):
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
        super().__init__(request, queue_slug=queue_slug, view=view, saved=saved)
        self.case_id = case_id
        self.with_sheet = with_sheet
        self.refusal = refusal
        self.beside = beside
        self.answered_with: ChosenAnswer | None = None
        self.purpose = purpose or request.GET.get("pen", "")

    def _own_place(self) -> Place:
        if self.case_id is None:
            return super()._own_place()
        team = self.catalogue.teams.get(self.fact.team_id)
        return Place(team=team) if team else Place(view=View.OPEN)

    @property
    def title(self) -> str:
        return super().title if self.case_id is None else self.fact.customer

    @cached_property
    def fact(self) -> CaseFact:
        case_id = self.case_id or 0
        found = self._case_fact(case_id) if 0 < case_id <= MAX_ID else None
        if found is None:
            raise Http404
        return found

    def _case_fact(self, case_id: int) -> CaseFact | None:
        return case_fact(case_id, member_id=self.member.id)

    def unchanged(self, seen: str) -> bool:
        """Has nothing happened to the case since the page that says `seen`?"""
        case_id = self.case_id or 0
        if not seen or not 0 < case_id <= MAX_ID:
            return False
        return case_version(case_id, member_id=self.member.id) == seen

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
