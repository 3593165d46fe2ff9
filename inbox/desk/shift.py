"""The page with which a shift ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from care.core.models import Member
from care.core.requests import MemberRequest
from inbox.access import visible_to
from inbox.desk.links import Links, desk_root
from inbox.desk.listing import Row, listing_of
from inbox.desk.page import DeskPage
from inbox.models.cases import UNSETTLED
from inbox.selectors.places import Place, View
from inbox.selectors.queues import page_of


def in_hand(member: Member) -> int:
    return visible_to(member).filter(assignee=member, state__in=UNSETTLED).count()


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    says: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A case that somebody who goes away has in hand."""

    row: Row
    choices: tuple[Choice, ...]
    note: str
    error: str


class ShiftEnd(DeskPage):
    """What becomes of the cases that are still with whoever goes away."""

    def __init__(self, request: MemberRequest, errors: dict[int, str] | None = None) -> None:
        super().__init__(request)
        self.errors = errors or {}

    @cached_property
    def links(self) -> Links:
        return Links(desk_root(self.request.organisation.slug), None, ())

    @property
    def title(self) -> str:
        return _("Going away")

    @property
    def action(self) -> str:
        return f"{self.links.root}shift/end/"

    @cached_property
    def held(self) -> tuple[Held, ...]:
        place = Place(view=View.MINE)
        cases = self.visible.filter(assignee=self.member, state__in=UNSETTLED)
        listing = listing_of(
            page=page_of(cases, place),
            place=place,
            catalogue=self.catalogue,
            links=self.links,
            chosen=self.chosen,
            after="",
            current=None,
            now=self.now,
        )
        return tuple(self._held(row) for row in listing.rows)

    def _held(self, row: Row) -> Held:
        posted = self.request.POST
        return Held(
            row=row,
            choices=self._choices(f"do-{row.id}", _("As for all")),
            note=posted.get(f"note-{row.id}", ""),
            error=self.errors.get(row.id, ""),
        )

    @cached_property
    def for_all(self) -> tuple[Choice, ...]:
        return self._choices("do", "")

    @property
    def note(self) -> str:
        return self.request.POST.get("note", "")

    def _choices(self, field: str, otherwise: str) -> tuple[Choice, ...]:
        chosen = self.request.POST.get(field, "" if otherwise else "leave")
        made = [("", otherwise)] if otherwise else []
        made += [("leave", _("Leave it with me")), ("queue", _("Back to the team's queue"))]
        return tuple(
            Choice(value, says, value == chosen) for value, says in (*made, *self._colleagues)
        )

    @cached_property
    def _colleagues(self) -> tuple[tuple[str, str], ...]:
        """Who is on shift comes first."""
        others = [m for m in self.catalogue.members.values() if m.active and m.id != self.member.id]
        others.sort(key=lambda member: (not member.available, member.name))
        away = _("%(name)s (away)")
        return tuple(
            (str(m.id), m.name if m.available else away % {"name": m.name}) for m in others
        )
