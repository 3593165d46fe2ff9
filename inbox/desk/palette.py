"""What the palette finds beside the commands of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from inbox.desk.answers import Offer, offers
from inbox.desk.found import found_listing
from inbox.desk.listing import Row
from inbox.desk.page import DeskPage
from inbox.models import Case
from inbox.selectors.asked import parse
from inbox.selectors.catalogue import Catalogue, catalogue_for
from inbox.selectors.customers import SomebodyFact, customers_called
from inbox.selectors.places import Place, View
from inbox.selectors.search import found_page, search

LONGEST = 200
CASES = 6
CUSTOMERS = 4
_BEGUN = re.compile(r"(?<![\w:\"])[^\W\d_][\w]+$")


def begun(words: str) -> str:
    """Whoever is still typing means a word that begins like the last one."""
    return f"{words}*" if _BEGUN.search(words) else words


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    says: str
    href: str


class PaletteWords(DeskPage):
    """What was found for the words that were typed."""

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue_for(self.member, person_id=self.request.user.pk)

    @property
    def words(self) -> str:
        return " ".join(self.request.GET.get("q", "")[:LONGEST].split())

    @property
    def cases(self) -> tuple[Row, ...]:
        asked = parse(begun(self.words))
        found = search(asked, member=self.member, catalogue=self.catalogue, most=CASES)
        return found_listing(
            found,
            found_page(found, self.visible),
            place=self.place,
            catalogue=self.catalogue,
            links=self.links,
            chosen=self.chosen,
            after="",
            current=None,
            now=self.now,
        ).rows

    @property
    def customers(self) -> tuple[Customer, ...]:
        called = customers_called(
            self.words,
            member=self.member,
            catalogue=self.catalogue,
            visible=self.visible,
            but=0,
        )
        return tuple(self._customer(one) for one in called[:CUSTOMERS])

    def _customer(self, one: SomebodyFact) -> Customer:
        """To all that they and we said: the newest case stands on top there."""
        handles = [account.handle for account in one.accounts if account.handle]
        asked = (("q", f'from:"{handles[0] if handles else one.name}"'),)
        search_place = Place(view=View.SEARCH)
        return Customer(one.name, ", ".join(handles), self.links.at(search_place, filters=asked))


class PalettePlaces(DeskPage):
    """What is there before anybody types."""

    @cached_property
    def answered(self) -> Case | None:
        """The case that canned answers are for."""
        asked = self.request.GET.get("case", "")
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
            return None
        return self.visible.filter(id=int(asked)).first()

    @property
    def offers(self) -> tuple[Offer, ...]:
        return offers(self.member, self.answered) if self.answered else ()
