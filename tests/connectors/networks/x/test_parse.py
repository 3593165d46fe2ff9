"""Payloads as X's documentation shows them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.networks.reading import MISREAD, each
from connectors.networks.x import parse
from inbox.networks.items import Author

PAYLOADS = Path(__file__).parent / "payloads"


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def test_a_mention_with_its_author_parent_and_links() -> None:
    given = payload("mentions__reply_with_links")
    item = parse.post(given["data"][0], parse.users(given), "2244994945")
    assert item.external_id == "1458900913893789696"
    assert item.author == Author("1373001119480344583", "ann_example", "Ann & Co")
    assert item.in_reply_to == "1458809123400000001"
    assert item.conversation is None
    assert item.text == "@acme is this right? https://example.com/a?b=c&d=e 1 < 2 & ok"
    assert item.sent_at == datetime(2021, 11, 11, 21, 8, 7, tzinfo=UTC)
    assert not item.own


def test_a_long_post_has_all_its_words() -> None:
    given = payload("mentions__reply_with_links")
    item = parse.post(given["data"][1], parse.users(given), "2244994945")
    assert item.text.startswith("@acme a long story")
    assert item.text.endswith("the end.")


def test_an_author_who_does_not_come_along_is_known_by_the_id() -> None:
    given = payload("mentions__reply_with_links")
    item = parse.post(given["data"][2], parse.users(given), "2244994945")
    assert item.author == Author("77", "77")


def test_our_own_reply_is_read_without_the_names_in_front() -> None:
    given = payload("mentions__reply_with_links")["data"][0]
    own = {**given, "author_id": "2244994945", "text": "@ann_example @bob Thank you @ann_example"}
    assert parse.post(own, parse.NOBODY, "2244994945").text == "Thank you @ann_example"
    typed = "@bob Thank you @ann_example"
    assert parse.post(own, parse.NOBODY, "2244994945", typed).text == typed


def test_what_is_gone_and_what_is_only_hidden() -> None:
    assert list(parse.gone(payload("posts__data_and_errors")["errors"])) == ["1"]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"id": 12, "edit_history_tweet_ids": None},
        {"id": "", "edit_history_tweet_ids": []},
        {"author_id": None},
        {"created_at": "yesterday"},
        {"created_at": "2021-11-11T21:08:07"},
        {"text": None},
        {"referenced_tweets": "none"},
        {"entities": []},
    ],
)
def test_what_does_not_look_as_promised_is_set_aside(spoiled: dict[str, Any]) -> None:
    good = payload("mentions__reply_with_links")["data"][0]
    items, unreadable = each(
        [good, {**good, **spoiled}, "nonsense"],
        lambda raw: parse.post(raw, parse.NOBODY, "1"),
        "post",
    )
    assert [item.external_id for item in items][:1] == [good["id"]]
    assert len(items) + len(unreadable) == 3
    assert len(unreadable) == (1 if spoiled == {"entities": []} else 2)


def test_a_direct_message_without_words_is_a_message_too() -> None:
    given = payload("dm_events__picture_only")
    item = parse.message(given["data"][0], parse.users(given), "2244994945")
    assert (item.kind, item.text, item.conversation) == (
        "private",
        "",
        "906948460078698496-944480690",
    )
    with pytest.raises(MISREAD):
        parse.message({**given["data"][0], "dm_conversation_id": None}, parse.NOBODY, "1")
