"""The store's cases against the oracle's, on small random conversations in any order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from inbox.models import Channel
from inbox.networks.items import Author, IncomingItem
from tests.cast import Cast, hire, open_channel_of
from tests.inbox.flow.feed import (
    MONDAY,
    foreign_cases,
    stored_partition,
    take_in,
    told_apart,
)
from tests.inbox.flow.oracle import partition
from tests.inbox.flow.store import Store

pytestmark = pytest.mark.django_db(transaction=True)

CUSTOMERS = ("ann", "bob", "cid")
WINDOWS = (timedelta(0), timedelta(hours=1), timedelta(hours=72))
# Rules, closings and noise have a say in what becomes of a case, never in what belongs to it.
TEXTS = ("My line is down", "thanks!", "Win a phone: giveaway", "Anybody there?")
numbers = itertools.count(1)


@dataclass(frozen=True, repr=False)
class Arrival:
    channel: int
    item: IncomingItem

    def __repr__(self) -> str:
        item = self.item
        who = "us" if item.own else item.author.handle
        hours = (item.sent_at - MONDAY) // timedelta(hours=1)
        under = f" under {item.in_reply_to}" if item.in_reply_to else ""
        where = f"channel {self.channel}, {item.kind}"
        return f"<{where} {item.external_id}{under}, by {who} at {hours} h: {item.text}>"


@st.composite
def conversations(draw: st.DrawFn) -> list[Arrival]:
    """Trees of posts and private conversations on two channels, some parents of which never came.

    Ids are drawn from one small pool, so that a post and a private message, or posts of two
    channels, may have the same.
    """
    made: list[Arrival] = []
    taken: dict[tuple[int, str], list[str]] = {}
    for _ in range(draw(st.integers(2, 14))):
        channel = draw(st.sampled_from((0, 0, 0, 1)))
        kind = draw(st.sampled_from(("post", "post", "private")))
        own = draw(st.booleans())
        ids = taken.setdefault((channel, kind), [])
        who = draw(st.sampled_from(CUSTOMERS))
        parents = [i for i in ids if kind == "post" or i.startswith(who)]
        name = f"{who}-{len(ids)}" if kind == "private" else f"ann-{len(ids)}"
        if kind == "private" and "gone-1" not in ids and draw(st.booleans()):
            name = "gone-1"  # the id of a post that never came
        made.append(Arrival(channel, _item(draw, name, kind, own=own, who=who, parents=parents)))
        ids.append(name)
    return made


def _item(
    draw: st.DrawFn, name: str, kind: str, *, own: bool, who: str, parents: list[str]
) -> IncomingItem:
    missing = [f"{who}-gone"] if kind == "private" else ["gone-1", "gone-2"]
    parent = draw(st.sampled_from([None, *missing, *parents, *parents[-2:]]))
    # Some networks name a conversation of posts too; it must tie nothing.
    key = draw(st.sampled_from((None, f"with {who}")))
    private: dict[str, Any] = {"conversation": key, "visibility": "public"}
    if kind == "private":
        private = {"conversation": f"with {who}", "visibility": "private"}
    return IncomingItem(
        external_id=name,
        kind=kind,  # type: ignore[arg-type]
        author=Author("brand", "brand") if own else Author(who, who),
        own=own,
        text=draw(st.sampled_from(TEXTS)),
        sent_at=MONDAY + timedelta(hours=draw(st.sampled_from((0, 1, 2, 30, 74, 100, 200, 274)))),
        in_reply_to=parent,
        **private,
    )


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[Arrival]]:
    """The same things in some order, some of them twice, cut into pages somewhere."""
    made = draw(conversations())
    again = draw(st.lists(st.sampled_from(made), max_size=4))
    order = draw(st.permutations([*made, *again]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=len(order))))
    edges = [0, *cuts, len(order)]
    return [order[start:end] for start, end in itertools.pairwise(edges)]


def deliver(
    cast: Cast,
    pages: list[list[Arrival]],
    window: timedelta,
    history_until: datetime | None = None,
) -> list[int]:
    """On channels, and a network, of their own: examples share no customer."""
    number = next(numbers)
    with cast.door():
        channels = [open_channel_of(f"{n}", network=f"network {number}") for n in (0, 1)]
        Channel.objects.filter(id__in=channels).update(history_until=history_until)
    for page, (n, channel_id) in itertools.product(pages, enumerate(channels)):
        if items := [arrival.item for arrival in page if arrival.channel == n]:
            take_in(cast, *items, channel_id=channel_id, window=window)
    return channels


def test_the_stores_cases_are_the_oracles_whatever_the_order() -> None:
    cast = hire("acme")

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pages=deliveries(), window=st.sampled_from(WINDOWS))
    def agree(pages: list[list[Arrival]], window: timedelta) -> None:
        channels = deliver(cast, pages, window)
        arrived = [(channels[a.channel], a.item) for page in pages for a in page]
        wanted = partition(arrived, window)
        found = stored_partition(cast.id, channels)
        note("\n".join(map(str, pages)) + "\n" + told_apart(found, wanted))
        assert found == wanted

    agree()
    assert foreign_cases(cast.id) == 0
    Store(cast).check()
