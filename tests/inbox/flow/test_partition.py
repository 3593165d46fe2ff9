"""The store's cases against the oracle's, on small random conversations in any order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from inbox.flow.ingest import receive
from inbox.networks.items import Author, IncomingItem
from tests.cast import Cast, hire, open_channel_of
from tests.inbox.flow.feed import MONDAY, foreign_cases, in_door, stored_partition, told_apart
from tests.inbox.flow.oracle import partition

pytestmark = pytest.mark.django_db(transaction=True)

CUSTOMERS = ("ann", "bob", "cid")
WINDOWS = (timedelta(0), timedelta(hours=1), timedelta(hours=72))
# Rules, closings and noise have a say in what becomes of a case, never in what belongs to it.
TEXTS = ("My line is down", "thanks!", "Win a phone: giveaway", "Anybody there?")
numbers = itertools.count(1)


@dataclass(frozen=True)
class Arrival:
    channel: int
    item: IncomingItem


@st.composite
def conversations(draw: st.DrawFn) -> list[Arrival]:
    """Trees of posts and private conversations on two channels, some parents of which never came.

    Ids are drawn from one small pool, so that a post and a private message, or posts of two
    channels, may have the same.
    """
    made: list[Arrival] = []
    taken: dict[tuple[int, str], list[str]] = {}
    for _ in range(draw(st.integers(1, 14))):
        channel = draw(st.sampled_from((0, 0, 0, 1)))
        kind = draw(st.sampled_from(("post", "post", "private")))
        own = draw(st.sampled_from((False, False, True)))
        ids = taken.setdefault((channel, kind), [])
        who = draw(st.sampled_from(CUSTOMERS))
        parents = [i for i in ids if kind == "post" or i.startswith(who)]
        name = f"{who}-{len(ids)}" if kind == "private" else f"ann-{len(ids)}"
        made.append(Arrival(channel, _item(draw, name, kind, own=own, who=who, parents=parents)))
        ids.append(name)
    return made


def _item(
    draw: st.DrawFn, name: str, kind: str, *, own: bool, who: str, parents: list[str]
) -> IncomingItem:
    missing = [f"{who}-gone"] if kind == "private" else ["gone-1", "gone-2"]
    parent = draw(st.sampled_from([None, *missing, *parents, *parents[-2:]]))
    private: dict[str, Any] = {"conversation": None, "visibility": "public"}
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


@pytest.fixture(scope="module")
def acme() -> dict[str, Cast]:
    return {}


def deliver(cast: Cast, pages: list[list[Arrival]], window: timedelta) -> list[int]:
    """On channels, and a network, of their own: examples share no customer."""
    number = next(numbers)
    with in_door(cast):
        channels = [open_channel_of(f"{n}", network=f"network {number}") for n in (0, 1)]
    for page in pages:
        for n, channel_id in enumerate(channels):
            receive(
                organisation_id=cast.id,
                channel_id=channel_id,
                stream_id=None,
                items=[arrival.item for arrival in page if arrival.channel == n],
                cursor_after=None,
                case_window=window,
            )
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
        note(told_apart(found, wanted))
        assert found == wanted

    agree()
    assert foreign_cases(cast.id) == 0
