"""Four processes take in overlapping pages with the same customers at the same time."""

from __future__ import annotations

import multiprocessing
import random
from datetime import timedelta

import pytest
from django.db import connections

from inbox.models import Case, Customer, Identity, Leg, Message, ParkedItem
from inbox.networks.items import IncomingItem
from tests.cast import Cast, open_channel_of
from tests.inbox.flow.feed import (
    MONDAY,
    answered,
    foreign_cases,
    said,
    stored_partition,
    take_in,
    told_apart,
    whispered,
)
from tests.inbox.flow.oracle import partition
from tests.inbox.flow.workers import Work, take_in_pages

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES = 4
PEOPLE = 12


def talk(seed: int) -> list[IncomingItem]:
    """Few people, many links: every page touches the cases of every other."""
    chance = random.Random(seed)
    items: list[IncomingItem] = []
    for n in range(400):
        who = f"person {chance.randrange(PEOPLE)}"
        when = MONDAY + timedelta(hours=chance.uniform(0, 4_000))
        parent = chance.choice([None, f"gone {chance.randrange(9)}", f"{chance.randrange(400)}"])
        if n % 10 == 0:
            items.append(whispered(f"dm {n}", f"with {who}", who, sent_at=when))
        elif n % 4 == 0:
            items.append(answered(f"{n}", parent, sent_at=when))
        else:
            items.append(said(f"{n}", who, in_reply_to=parent, sent_at=when))
    return items


def work_for_each(channels: list[int], items: list[IncomingItem]) -> list[Work]:
    """Each process gets three quarters of everything, in an order and in pages of its own."""
    shares = []
    for number in range(PROCESSES):
        chance = random.Random(number)
        pages: Work = []
        for channel_id in channels:
            share = [item for n, item in enumerate(items) if n % PROCESSES != number]
            chance.shuffle(share)
            pages += [(channel_id, share[start : start + 50]) for start in range(0, 300, 50)]
        chance.shuffle(pages)
        shares.append(pages)
    return shares


def at_once(cast: Cast, shares: list[Work]) -> list[tuple[int, int, int]]:
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    begin, outcome = context.Barrier(len(shares)), context.Queue()
    processes = [
        context.Process(target=take_in_pages, args=(cast.id, share, begin, outcome), daemon=True)
        for share in shares
    ]
    for process in processes:
        process.start()
    receipts = [outcome.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(30)
    raised = [receipt for receipt in receipts if isinstance(receipt, str)]
    assert not raised, raised[0]
    return receipts


@pytest.mark.parametrize("channels", [1, 3], ids=["on-one-channel", "on-three-channels"])
def test_four_processes_at_once_store_everything_once_in_the_right_cases(
    acme: Cast, channels: int
) -> None:
    with acme.door():
        ids = [open_channel_of(f"acme {n}") for n in range(channels)]
    items = talk(seed=channels)
    receipts = at_once(acme, work_for_each(ids, items))
    assert sum(stored for stored, _, _ in receipts) == len(items) * channels
    assert sum(parked for _, _, parked in receipts) == 0
    wanted = partition(
        [(channel_id, item) for channel_id in ids for item in items], timedelta(hours=72)
    )
    found = stored_partition(acme.id, ids)
    assert found == wanted, told_apart(found, wanted)
    assert foreign_cases(acme.id) == 0
    assert take_in(acme, *items, channel_id=ids[0]).duplicate == len(items)
    with acme.door():
        assert not ParkedItem.objects.exists()
        assert Message.objects.count() == len(items) * channels
        assert Identity.objects.count() == Customer.objects.count() == PEOPLE
        unsettled = Case.objects.filter(merged_into=None)
        assert Leg.objects.filter(ended_at=None).count() == unsettled.count()
