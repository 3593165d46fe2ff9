"""What goes no further without a person: replies that failed or are in doubt, and items that could
not be stored. Only of what the member sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import QuerySet

from care.core.models import Member
from inbox.access import MAX_ID, in_sight_of, visible_to
from inbox.models import Channel, Outbox, ParkedItem
from inbox.models.messages import SendState

PAGE = 25
# More are not counted.
MOST = 100

Row = TypeVar("Row", Outbox, ParkedItem)


@dataclass(frozen=True, slots=True)
class Stuck(Generic[Row]):
    rows: Sequence[Row]
    count: int
    older: int | None
    """The id to go on before; None on the last page."""


def stuck_replies(member: Member, before: int | None = None) -> Stuck[Outbox]:
    found = _replies(member).select_related("channel", "message__member", "message__case__customer")
    return _page(found, _replies(member), before)


def parked_items(member: Member, before: int | None = None) -> Stuck[ParkedItem]:
    found = _items(member).select_related("channel")
    return _page(found, _items(member), before)


def count_stuck(member: Member) -> int:
    return _count(_replies(member)) + _count(_items(member))


def _replies(member: Member) -> QuerySet[Outbox]:
    return Outbox.objects.filter(
        state__in=(SendState.FAILED, SendState.UNKNOWN),
        message__case__in=visible_to(member).values("id"),
    )


def _items(member: Member) -> QuerySet[ParkedItem]:
    seen = Channel.objects.filter(in_sight_of(member))
    return ParkedItem.objects.filter(channel_id__in=seen.values("id"))


def _page(found: QuerySet[Row], all_: QuerySet[Row], before: int | None) -> Stuck[Row]:
    """Newest first."""
    if before is not None:
        found = found.filter(id__lt=min(before, MAX_ID))
    rows = list(found.order_by("-id")[: PAGE + 1])
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Stuck(rows[:PAGE], _count(all_), older)


def _count(rows: QuerySet[Row]) -> int:
    return rows.values("id")[:MOST].count()
