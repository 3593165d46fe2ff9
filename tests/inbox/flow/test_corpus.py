"""Real conversations: the whole file once, and a part of it in bad order."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from inbox.models import Event, ParkedItem
from inbox.networks.items import IncomingItem
from routing.engine import is_closing
from routing.models import Engagement
from tests import databases
from tests.cast import hire, open_channel_of
from tests.inbox.flow.corpus_file import corpus_file, items_by_brand, raw_messages, sample
from tests.inbox.flow.elsewhere import analysed_meanwhile
from tests.inbox.flow.feed import foreign_cases, stored_partition, take_in, told_apart
from tests.inbox.flow.oracle import partition
from tests.inbox.flow.store import Store

# Not transactional: these tests read what the fixture committed, and roll back what they write.
pytestmark = pytest.mark.django_db

NONE = timedelta(0)
DAYS = timedelta(hours=72)
SAMPLE = 8_000


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any, database_name: str) -> Iterator[Store]:
    """The whole file, loaded once, with window 0."""
    path = corpus_file()
    emptier = databases.Emptier(database_name)
    with django_db_blocker.unblock():
        try:
            cast = hire("acme")
            with cast.door():
                Engagement.objects.update(case_window_hours=0)
            printed = StringIO()
            with analysed_meanwhile():
                call_command("load_corpus", str(path), organisation="acme", stdout=printed)
            assert "0 parked" in printed.getvalue()
            yield Store(cast)
        finally:
            emptier.empty()
            emptier.close()


def test_every_message_of_the_file_is_stored_once_with_its_own_words(whole: Store) -> None:
    # A brand's post stands before each conversation under it. Entities are of the file's making.
    told = Counter(
        {
            (whole.channels[brand], raw["external_id"], raw["inbound"], unescape(raw["text"])): 1
            for brand, raw in raw_messages()
        }
    )
    stored = Counter(
        (row["channel_id"], row["external_id"], row["direction"] == "in", row["text"])
        for row in whole.messages
    )
    assert stored == told


def test_the_cases_of_the_whole_file_are_the_oracles(whole: Store) -> None:
    items = items_by_brand()
    arrived = [(whole.channels[brand], item) for brand in items for item in items[brand]]
    wanted = partition(arrived, NONE)
    found = stored_partition(whole.cast.id, list(whole.channels.values()))
    assert found == wanted, told_apart(found, wanted)
    assert foreign_cases(whole.cast.id) == 0


def test_nothing_of_the_file_was_parked(whole: Store) -> None:
    with whole.cast.door():
        assert not ParkedItem.objects.exists()


def test_every_unsettled_case_is_in_one_place(whole: Store) -> None:
    whole.check_legs()


def test_a_case_is_open_while_its_customer_waits(whole: Store) -> None:
    whole.check_states()


def test_what_the_list_shows_of_a_case_is_its_newest_message(whole: Store) -> None:
    whole.check_newest()


def test_the_clocks_are_the_waits_recomputed(whole: Store) -> None:
    whole.check_clocks()


def test_only_noise_and_a_customers_closing_after_an_answer_are_quiet(whole: Store) -> None:
    noise = re.compile(r"\brt|giveaway|follow and retweet|retweet to win", re.IGNORECASE)
    quiet = 0
    for messages in whole.of_case().values():
        answers = [row["sent_at"] for row in messages if row["direction"] == "out"]
        for row in messages:
            if row["quiet"]:
                quiet += 1
                assert row["direction"] == "in"
                closing = is_closing(row["text"]) and min(answers) <= row["sent_at"]
                assert closing or noise.search(row["text"]), row["text"]
    assert 0 < quiet < 0.1 * len(whole.messages)


def test_events_tell_every_case_and_message_and_hold_no_text(whole: Store) -> None:
    with whole.cast.door():
        events = list(Event.objects.values_list("kind", "data"))
    kinds = Counter(kind for kind, _ in events)
    assert kinds["case_opened"] == len(whole.cases)
    told = kinds["message_received"] + kinds["thanked"]
    assert told == sum(row["direction"] == "in" for row in whole.messages)
    assert kinds["native_reply"] == sum(
        row["direction"] == "out" and row["case_id"] is not None for row in whole.messages
    )
    words = Counter(v for _, data in events for v in data.values() if isinstance(v, str))
    assert all(re.fullmatch(r"[a-z_]{1,20}", word) for word in words), words
    assert len(words) < 30, words


def _in_bad_order(items: list[IncomingItem], *, backwards: bool) -> list[IncomingItem]:
    """Twice each; every child before its parent, or any how."""
    if backwards:
        items = sorted(items, key=lambda item: item.sent_at, reverse=True)
        return [item for item in items for _ in range(2)]
    twice = [*items, *items]
    random.Random(len(twice)).shuffle(twice)
    return twice


@pytest.mark.parametrize(
    ("window", "backwards", "size"),
    [
        pytest.param(NONE, False, SAMPLE, id="shuffled-by-links"),
        pytest.param(DAYS, True, SAMPLE, id="backwards-within-days"),
        pytest.param(NONE, True, 10**6, id="all-backwards", marks=pytest.mark.corpus_full),
        pytest.param(DAYS, False, 10**6, id="all-shuffled", marks=pytest.mark.corpus_full),
    ],
)
def test_real_conversations_in_bad_order_make_the_same_cases(
    window: timedelta, backwards: bool, size: int
) -> None:
    cast = hire("globex")
    items = sample(size, seed=7)
    arrived: list[tuple[int, IncomingItem]] = []
    for brand, told in items.items():
        with cast.door():
            channel_id = open_channel_of(brand, network="corpus")
        order = _in_bad_order(told, backwards=backwards)
        receipt = take_in(cast, *order, channel_id=channel_id, window=window)
        assert receipt.parked == 0
        assert receipt.stored == len({item.external_id for item in told})
        arrived += [(channel_id, item) for item in told]
    wanted = partition(arrived, window)
    found = stored_partition(cast.id, [channel_id for channel_id, _ in arrived])
    assert found == wanted, told_apart(found, wanted)
    assert foreign_cases(cast.id) == 0
    Store(cast).check()
