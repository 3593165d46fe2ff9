"""The card with which a shift begins: what waits for whoever comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.models import Member
from inbox.desk.links import Links
from inbox.selectors.places import Place, View
from inbox.selectors.shift import Waiting, begins, waiting_for


@dataclass(frozen=True, slots=True)
class Number:
    count: int
    says: str
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShiftCard:
    title: str
    numbers: tuple[Number, ...]
    """Only what there is."""
    href: str


def shift_card(member: Member, links: Links, now: datetime) -> ShiftCard | None:
    """None: the shift has not just begun, or nothing waits."""
    if not begins(member, now):
        return None
    numbers = tuple(one for one in _numbers(waiting_for(member), links) if one.count)
    if not numbers:
        return None
    return ShiftCard(_("What waits for you"), numbers, f"{links.root}shift/seen/")


def _numbers(waiting: Waiting, links: Links) -> Iterator[Number]:
    def number(count: int, view: View, says: str, icon: str) -> Number:
        return Number(count, says % {"count": count}, links.at(Place(view=view)), icon)

    count = waiting.came_back
    says = ngettext("%(count)d case came back to you", "%(count)d cases came back to you", count)
    yield number(count, View.CAME_BACK, says, "corner-up-left")
    count = waiting.promised
    says = ngettext(
        "%(count)d case is promised for today", "%(count)d cases are promised for today", count
    )
    yield number(count, View.PROMISED, says, "calendar-clock")
    count = waiting.pressing
    says = ngettext(
        "%(count)d case of yours is late, or soon",
        "%(count)d cases of yours are late, or soon",
        count,
    )
    yield number(count, View.PRESSING, says, "alarm-clock")
    count = waiting.called
    says = ngettext(
        "%(count)d case in which you were mentioned",
        "%(count)d cases in which you were mentioned",
        count,
    )
    yield number(count, View.CALLED, says, "at-sign")
