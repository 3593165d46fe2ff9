"""Items that are strange and stored, and items that cannot be stored and are parked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from inbox.models import Identity, Message, ParkedItem
from inbox.networks.items import Author, IncomingItem
from tests.cast import Cast
from tests.inbox.flow.feed import cursor_of, mentions, said, take_in, whispered

STRANGE = {
    "empty": ("", ""),
    "NUL": ("no\x00 signal\x00", "no signal"),
    "a lone surrogate": ("broken \ud83d emoji", "broken � emoji"),
    "right to left": ("\u202eإلى \u2066اليمين", "\u202eإلى \u2066اليمين"),
    "combining marks": ("Z" + "\u0301" * 300, "Z" + "\u0301" * 300),
    "a family": ("👩‍👩‍👧‍👦 🏳️‍🌈", "👩‍👩‍👧‍👦 🏳️‍🌈"),
    "backslashes": (r"C:\u0000\new \ud83d %s {0}", r"C:\u0000\new \ud83d %s {0}"),
    "a megabyte": ("x" * 2**20, "x" * 50_000),
    "lines": ("line\r\n" * 4_000, "line\r\n" * 4_000),
}

POISON: dict[str, IncomingItem] = {
    "an id of 400 characters": said("x" * 400),
    "an empty id": said(""),
    "NUL in the id": said("a\x00b"),
    "a lone surrogate in the id": said("a\ud83d"),
    "NUL in the author's id": said("1", "car\x00la"),
    "an author's id of 400 characters": said("1", "c" * 400),
    "no author": said("1", ""),
    "a lone surrogate in the author's id": said("1", "c\ud83d"),
    "a parent of 400 characters": said("1", in_reply_to="p" * 400),
    "NUL in the parent": said("1", in_reply_to="p\x00"),
    "a conversation of 400 characters": whispered("1", "c" * 400),
    "the end of time": said("1", sent_at=datetime.max.replace(tzinfo=UTC)),
    "the beginning of time": said("1", sent_at=datetime.min.replace(tzinfo=UTC)),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_text_is_stored_as_faithfully_as_postgres_can(acme: Cast, name: str) -> None:
    text, stored = STRANGE[name]
    assert take_in(acme, said("1", text=text)).stored == 1
    with acme.door():
        assert Message.objects.get().text == stored


def test_strange_names_are_stored_cleaned(acme: Cast) -> None:
    author = Author("u-1", "@car\x00la" + "a" * 500, "Carla \ud83d" + "b" * 500)
    assert take_in(acme, said("1", author=author, url="https://x.example/" + "u" * 600)).stored == 1
    with acme.door():
        identity = Identity.objects.select_related("customer").get()
        assert identity.handle == "@carla" + "a" * 294
        assert identity.display_name.startswith("Carla �b")
        assert identity.customer.display_name == identity.display_name


@pytest.mark.parametrize("name", POISON)
def test_a_poison_item_is_parked_with_its_reason_and_the_rest_is_stored(
    acme: Cast, name: str
) -> None:
    good = [said(f"good {n}") for n in range(3)]
    receipt = take_in(acme, good[0], POISON[name], *good[1:])
    assert (receipt.stored, receipt.parked) == (3, 1)
    with acme.door():
        stored = set(Message.objects.values_list("external_id", flat=True))
        assert stored == {item.external_id for item in good}
        parked = ParkedItem.objects.get()
        assert parked.reason
        assert parked.channel_id == acme.channel_id
        assert parked.item["text"] == good[0].text


@pytest.mark.parametrize("text", [r"\u0000", "\\", "\x00", "\ud83d", "\ud83d\ude00", "“ \\\x00"])
def test_whatever_its_text_poison_can_be_parked(acme: Cast, text: str) -> None:
    assert take_in(acme, said("x" * 400, text=text)).parked == 1


def test_poison_that_comes_again_is_counted_and_kept_once(acme: Cast) -> None:
    for _ in range(3):
        take_in(acme, said("x" * 400))
    with acme.door():
        assert ParkedItem.objects.get().tries == 3


def test_two_poison_items_with_the_same_beginning_are_both_kept(acme: Cast) -> None:
    take_in(acme, said("x" * 400 + "1"), said("x" * 400 + "2"))
    with acme.door():
        assert ParkedItem.objects.count() == 2


def test_the_cursor_moves_past_poison(acme: Cast) -> None:
    stream = mentions(acme)
    cursor: dict[str, Any] = {"since": "x"}
    take_in(acme, said("1"), said("x" * 400), stream_id=stream, cursor_after=cursor)
    assert cursor_of(acme, stream) == cursor


def test_a_private_item_without_conversation_and_a_time_without_zone_are_refused_early() -> None:
    with pytest.raises(ValueError, match="names no conversation"):
        whispered("1", "")
    with pytest.raises(ValueError, match="without a zone"):
        said("1", sent_at=datetime(2025, 3, 3))  # noqa: DTZ001
