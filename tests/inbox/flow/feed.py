"""What a network hands out, and what the store made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from care.core.tenancy import organisation_door
from inbox.flow.ingest import Receipt, receive
from inbox.models import Case, Message, Stream
from inbox.networks.items import Author, IncomingItem
from tests.cast import Cast
from tests.inbox.flow.oracle import Key, Partition

MONDAY = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def said(external_id: str, by: str = "carla", **changes: Any) -> IncomingItem:
    """A customer's public post, unless `changes` say otherwise."""
    values: dict[str, Any] = {
        "external_id": external_id,
        "kind": "post",
        "author": Author(by, f"@{by}"),
        "own": False,
        "text": "My connection has dropped since this morning",
        "sent_at": MONDAY,
        "in_reply_to": None,
        "conversation": None,
        "visibility": "public",
    }
    return IncomingItem(**{**values, **changes})


def answered(external_id: str, to: str | None, **changes: Any) -> IncomingItem:
    """A post by the channel's own account, written outside Care."""
    values: dict[str, Any] = {
        "own": True,
        "in_reply_to": to,
        "text": "We are looking into it",
        "sent_at": MONDAY + timedelta(minutes=20),
    }
    return said(external_id, "brand", **{**values, **changes})


def whispered(
    external_id: str, conversation: str, by: str = "carla", **changes: Any
) -> IncomingItem:
    """A private message of a customer."""
    private: dict[str, Any] = {
        "kind": "private",
        "visibility": "private",
        "conversation": conversation,
    }
    return said(external_id, by, **{**private, **changes})


def take_in(
    cast: Cast,
    *items: IncomingItem,
    channel_id: int | None = None,
    window: timedelta | None = None,
    **more: Any,
) -> Receipt:
    arguments: dict[str, Any] = {"stream_id": None, "cursor_after": None, **more}
    return receive(
        organisation_id=cast.id,
        channel_id=channel_id or cast.channel_id,
        items=items,
        case_window=window,
        **arguments,
    )


def stored_partition(organisation_id: int, channel_ids: Sequence[int]) -> Partition:
    """The messages of the channels by case. Cases that were merged away must hold none."""
    cases: dict[int, set[Key]] = defaultdict(set)
    loose: set[Key] = set()
    with organisation_door(organisation_id):
        gone = set(Case.objects.exclude(merged_into=None).values_list("id", flat=True))
        rows = Message.objects.filter(channel_id__in=channel_ids).values_list(
            "case_id", "channel_id", "kind", "external_id"
        )
        for case_id, channel_id, kind, external_id in rows:
            assert case_id not in gone, f"{external_id} is in case {case_id}, merged away"
            held = cases[case_id] if case_id else loose
            held.add((channel_id, kind, str(external_id)))
    return Partition(frozenset(map(frozenset, cases.values())), frozenset(loose))


def told_apart(found: Partition, wanted: Partition) -> str:
    """For a failing test: the cases that only one side has."""
    lines = []
    for title, some, others in (("store", found, wanted), ("oracle", wanted, found)):
        lines.append(f"only the {title}:")
        lines += [f"  {sorted(case)}" for case in some.cases - others.cases][:10]
        lines += [f"  loose {key}" for key in some.loose - others.loose][:10]
    return "\n".join(lines)


def foreign_cases(organisation_id: int) -> int:
    """Cases that hold a message of somebody else than their customer."""
    with organisation_door(organisation_id):
        authored = Message.objects.filter(case__isnull=False, identity__isnull=False)
        foreign = authored.exclude(case__customer_id=F("identity__customer_id"))
        return foreign.values("case_id").distinct().count()


def mentions(cast: Cast) -> int:
    with cast.door():
        return Stream.objects.get(channel=cast.channel_id, kind="mentions").id


def cursor_of(cast: Cast, stream_id: int) -> Any:
    with cast.door():
        return Stream.objects.get(id=stream_id).cursor
