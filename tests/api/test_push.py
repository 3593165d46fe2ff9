"""Bulk push: every item is answered for, in the order given, and stored once."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.models import Case, Customer, Message, ParkedItem
from tests.api.conftest import feed
from tests.api.programs import Program, program
from tests.cast import Cast, open_channel_of


def message(name: str, **more: Any) -> dict[str, Any]:
    return {"external_id": name, "author": "kim", "text": f"Where is {name}?", **more}


def push(who: Program, cast: Cast, *messages: Any) -> list[dict[str, Any]]:
    said = who.post(f"channels/{cast.channel_id}/messages/", {"messages": list(messages)})
    assert said.status == 200, said.body
    results: list[dict[str, Any]] = said.body["results"]
    for result in ("stored", "duplicate", "ignored", "rejected"):
        found = sum(row["result"] == result for row in results)
        assert said.body["counts"][result] == found
    return results


def results(rows: list[dict[str, Any]]) -> list[str]:
    return [row["result"] for row in rows]


def test_each_item_is_answered_for_in_its_place(acme: Cast, anna: Program) -> None:
    assert results(push(anna, acme, message("a"))) == ["stored"]
    rows = push(
        anna, acme, message("b"), message("a"), message("b"), message("c", text=" \n"), "no object"
    )
    assert results(rows) == ["stored", "duplicate", "duplicate", "ignored", "rejected"]
    assert [row["external_id"] for row in rows] == ["b", "a", "b", "c", None]
    assert rows[2]["case"] == rows[0]["case"] is not None
    assert rows[3]["reason"]
    assert rows[4]["reason"]
    with acme.door():
        assert set(Message.objects.values_list("external_id", flat=True)) == {"a", "b"}


BROKEN: dict[str, dict[str, Any]] = {
    "no id": {"external_id": None},
    "an empty id": {"external_id": ""},
    "an id that is a number": {"external_id": 7},
    "an id too long": {"external_id": "x" * 301},
    "a NUL in the id": {"external_id": "a\x00b"},
    "half a character in the id": {"external_id": "a\ud800"},
    "no author": {"author": None},
    "a list as author": {"author": ["kim"]},
    "no text": {"text": None},
    "a number as text": {"text": 5},
    "a text too long": {"text": "x" * 50_001},
    "a word for a time": {"created_at": "yesterday"},
    "a time before all networks": {"created_at": "0001-01-01T00:00:00Z"},
    "a time after all": {"created_at": "9999-12-31T23:59:59-14:00"},
    "a month that is none": {"created_at": "2026-13-01T00:00:00Z"},
    "a number as time": {"created_at": 1.0e300},
    "a word for inbound": {"inbound": "yes"},
    "another visibility": {"visibility": "secret"},
    "a list as visibility": {"visibility": ["public"]},
    "a private message without conversation": {"visibility": "private"},
    "a script as link": {"url": "javascript:alert(1)"},
    "a link with a line break": {"url": "https://x.example/\nx"},
    "a parent that is an object": {"in_reply_to": {}},
    "a name that is a number": {"author_name": 9},
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_stored_is_rejected_and_the_others_go_on(
    acme: Cast, anna: Program, what: str
) -> None:
    rows = push(anna, acme, message("a"), message("broken", **BROKEN[what]), message("b"))
    assert results(rows) == ["stored", "rejected", "stored"], what
    assert rows[1]["reason"]
    with acme.door():
        assert ParkedItem.objects.count() == 0


def test_texts_are_stored_as_they_came(acme: Cast, anna: Program) -> None:
    words = "1 < 2 &amp; 3 \u202e \u200b 👨‍👩‍👧 <script>alert(1)</script>\r\n'; DROP TABLE x;--"
    [row] = push(anna, acme, message("a", text=words))
    [said] = anna.get(f"cases/{row['case']}/messages/").body["results"]
    assert said["text"] == words


def test_a_nul_in_a_text_costs_the_customer_no_word(acme: Cast, anna: Program) -> None:
    [row] = push(anna, acme, message("a", text="My\x00 router\ud800"))
    assert row["result"] == "stored"
    [said] = anna.get(f"cases/{row['case']}/messages/").body["results"]
    assert said["text"] == "My router\ufffd"


def test_conversations_of_the_corpus_are_threaded(acme: Cast, anna: Program) -> None:
    talk = {
        "conversation_id": "t1",
        "source": "elsewhere",
        "labels": {"negative": True},
        "context": {"external_id": "post", "author": "acme", "inbound": False, "text": "News!"},
        "messages": [
            message("a", inbound=True, in_reply_to="post", created_at=None),
            message("b", inbound=False, in_reply_to="a", text="We look into it."),
            message("c", inbound=True, in_reply_to="b", visibility="private"),
        ],
    }
    said = anna.post(f"channels/{acme.channel_id}/messages/", {"conversations": [talk]})
    assert results(said.body["results"]) == ["stored"] * 4
    cases = {row["case"] for row in said.body["results"][1:]}
    assert len(cases) == 1
    told = anna.get(f"cases/{cases.pop()}/messages/").body["results"]
    assert [(row["external_id"], row["direction"]) for row in told] == [
        ("a", "in"),
        ("b", "out"),
        ("c", "in"),
    ]
    assert told[2]["conversation"] == "t1"


def test_old_messages_that_are_pushed_are_work(acme: Cast, anna: Program) -> None:
    """Nobody fetched a history here: what is pushed was chosen."""
    [row] = push(anna, acme, message("a", created_at="2017-10-31T12:00:00+00:00"))
    assert anna.get(f"cases/{row['case']}/").body["state"] == "open"


def test_people_of_two_systems_are_not_one_because_they_are_called_alike(
    acme: Cast, anna: Program
) -> None:
    with acme.door():
        other = feed("acme-app")
    [here] = push(anna, acme, message("a"))
    said = anna.post(f"channels/{other}/messages/", {"messages": [message("a")]})
    [there] = said.body["results"]
    assert there["result"] == "stored"
    assert there["case"] != here["case"]
    with acme.door():
        assert Customer.objects.count() == 2
        assert set(Case.objects.values_list("channel_id", flat=True)) == {acme.channel_id, other}


def test_a_thousand_at_once_and_not_one_more(acme: Cast, anna: Program) -> None:
    many = [message(f"m{n}", author=f"kim{n % 50}") for n in range(1_001)]
    said = anna.post(f"channels/{acme.channel_id}/messages/", {"messages": many})
    assert said.status == 400
    with acme.door():
        assert not Message.objects.exists()
    assert results(push(anna, acme, *many[1:])) == ["stored"] * 1_000


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        5,
        "x",
        {"messages": None},
        {"messages": {}},
        {"messages": [], "conversations": []},
        {"conversations": [7]},
        {"conversations": [{"messages": 7}]},
        {"items": []},
    ],
)
def test_another_body_is_refused(acme: Cast, anna: Program, body: Any) -> None:
    said = anna.send("POST", f"channels/{acme.channel_id}/messages/", body)
    assert said.status == 400, said
    assert said.body["code"] in {"invalid", "parse_error"}


def test_a_body_without_measure_is_not_taken_in(acme: Cast, anna: Program) -> None:
    raw = b'{"messages": [' + b" " * (8 * 1024 * 1024) + b"]}"
    path = f"channels/{acme.channel_id}/messages/"
    said = anna.send_raw("POST", path, raw, kind="application/json")
    assert (said.status, said.body["code"]) == (413, "too_large")


def test_only_channels_that_are_fed_take_a_push(acme: Cast, anna: Program) -> None:
    with acme.door():
        fetched = open_channel_of("acme")
    said = anna.post(f"channels/{fetched}/messages/", {"messages": [message("a")]})
    assert said.status == 422
    assert anna.get(f"channels/{fetched}/").body["pushed"] is False
    assert anna.get(f"channels/{acme.channel_id}/").body["pushed"] is True


def test_a_push_into_a_brand_out_of_sight_finds_no_channel(acme: Cast) -> None:
    from routing.models import Brand, BrandSight

    with acme.door():
        elsewhere = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.anna, brand=elsewhere)
    limited = program(acme, acme.anna)
    path = f"channels/{acme.channel_id}/messages/"
    assert limited.post(path, {"messages": [message("a")]}).status == 404
    assert limited.get("channels/").body["results"] == []
