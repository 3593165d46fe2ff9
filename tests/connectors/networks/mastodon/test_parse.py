"""Payloads as servers of several makes send them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.networks.mastodon import parse
from connectors.networks.reading import each
from inbox.networks.items import Author

PAYLOADS = Path(__file__).parent / "payloads"
ACME = "109"


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def test_a_mention_of_a_server_with_numbers_for_ids() -> None:
    [given] = payload("notifications__mention_by_mastodon")
    item = parse.mention(given, ACME)
    assert item.external_id == "109123456789012345"
    assert item.author == Author("108000000000000042", "ann@far.example", "Ann 🦣")
    assert item.text == "@acme look: https://example.com/orders/1?a=b\n\nThanks"
    assert item.sent_at == datetime(2026, 3, 4, 5, 6, 7, 890000, tzinfo=UTC)
    assert (item.kind, item.visibility, item.in_reply_to) == ("post", "public", "109111")
    assert item.url == "https://far.example/@ann/109"


def test_a_direct_mention_of_a_server_with_letters_for_ids() -> None:
    [given] = payload("notifications__direct_by_gotosocial")
    item = parse.mention(given, "01ACME")
    assert item.external_id == "01FVW7JHQFSFK166WWKR8CBA6M"
    assert (item.kind, item.visibility) == ("private", "private")
    assert item.conversation == "direct:01ANN"
    assert item.in_reply_to is None
    assert item.text == "@acme my number is 12"


def test_the_same_people_are_the_same_conversation_whoever_writes() -> None:
    [given] = payload("notifications__direct_by_gotosocial")
    theirs = given["status"]
    ours = {
        **theirs,
        "account": {"id": "01ACME", "acct": "acme"},
        "mentions": [{"id": "01ANN", "acct": "ann", "url": "https://small.example/@ann"}],
    }
    both = {parse.status(one, "01ACME").conversation for one in (theirs, ours)}
    assert both == {"direct:01ANN"}


def test_a_conversation_of_many_has_a_name_of_bearable_length() -> None:
    [given] = payload("notifications__direct_by_gotosocial")
    crowd = [{"id": f"01{number:024d}", "acct": "x"} for number in range(40)]
    key = parse.conversation({**given["status"], "mentions": crowd}, "01ACME")
    assert len(key) < 100


def test_a_reach_that_this_server_invented_is_not_taken_for_public() -> None:
    [given] = payload("notifications__mention_by_mastodon")
    item = parse.status({**given["status"], "visibility": "mutuals_only"}, ACME)
    assert (item.kind, item.visibility) == ("post", "private")


@pytest.mark.parametrize(
    "spoiled",
    [
        {"id": 109123},
        {"account": None},
        {"account": {"id": "1"}},
        {"created_at": "long ago"},
        {"content": None},
        {"visibility": None, "mentions": 5},
        {"in_reply_to_id": 7},
    ],
)
def test_what_does_not_look_as_promised_is_set_aside(spoiled: dict[str, Any]) -> None:
    [good] = payload("notifications__mention_by_mastodon")
    bad = {**good, "id": "n2", "status": {**good["status"], **spoiled}}
    items, unreadable = each(
        [good, bad, {"id": "n3", "type": "mention", "status": None}],
        lambda raw: parse.mention(raw, ACME),
        "post",
    )
    assert [item.external_id for item in items] == ["109123456789012345"]
    assert [one.external_id for one in unreadable] == ["n2", "n3"]
