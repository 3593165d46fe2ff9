from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.networks.simulated import parse
from inbox.networks.items import Author

US = "u-northwindcare"


def payload(name: str) -> Any:
    return json.loads((Path(__file__).parent / "payloads" / f"{name}.json").read_text("utf-8"))


def test_a_reply_thread() -> None:
    items = [parse.post(item, US) for item in payload("mentions__reply_thread")["items"]]
    thanks, answer, question = items
    assert thanks.author == Author("u-jo_hartwell", "jo_hartwell", "Jo Hartwell")
    assert [item.own for item in items] == [False, True, False]
    assert [item.in_reply_to for item in items] == ["p999", "nw-001-1", None]
    assert {(item.kind, item.visibility, item.conversation) for item in items} == {
        ("post", "public", None)
    }
    assert thanks.sent_at == datetime(2026, 11, 20, 8, 32, 10, 250_000, UTC)
    assert thanks.url.endswith("/posts/p1043")
    assert thanks.text.endswith("🙌")
    assert "&amp;" in question.text
    assert answer.external_id == "p999"


def test_both_sides_of_a_private_conversation() -> None:
    given = payload("private_messages__both_sides")["items"]
    items = [parse.private_message(item, US) for item in given]
    assert [item.own for item in items] == [True, False]
    assert {item.conversation for item in items} == {"c305d33099dc01f7c"}
    assert {(item.kind, item.visibility) for item in items} == {("private", "private")}


def test_what_was_sent() -> None:
    sent = parse.sent(payload("post__created")["post"])
    assert sent.external_id == "p1044"
    assert sent.sent_at.tzinfo is not None
    assert sent.url.endswith("/posts/p1044")


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": 12},
        {"id": ""},
        {"text": None},
        {"created_at": "yesterday"},
        {"created_at": "2026-11-20T08:10:00"},
        {"created_at": None},
        {"author": None},
        {"author": {}},
    ],
)
def test_an_item_that_is_not_as_promised_is_refused(change: dict[str, Any]) -> None:
    given = payload("mentions__reply_thread")["items"][0] | change
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse.post(given, US)
