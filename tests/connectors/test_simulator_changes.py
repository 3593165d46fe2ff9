"""Second thoughts, own lists and people on the simulated network."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.simulator.schema import VERSION
from tests.connectors.network import Network


@pytest.fixture
def token(network: Network) -> str:
    return str(network.account("Acme")["token"])


def page(network: Network, token: str, path: str, **query: str) -> dict[str, Any]:
    found = network.said("GET", path, token=token, params=query)
    assert isinstance(found, dict)
    return found


def told(given: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(one["id"], one["kind"], one["what"], one["text"]) for one in given["items"]]


def refusal(network: Network, method: str, path: str, **more: Any) -> tuple[int, str]:
    answer = network.call(method, path, **more)
    return answer.status_code, answer.json()["error"]["code"]


def answered(network: Network, token: str, text: str, **to: str) -> str:
    where = "/1/private_messages" if "to" in to else "/1/posts"
    given = network.said("POST", where, token=token, json={"text": text, **to})
    return str(next(iter(given.values()))["id"])


def test_changes_are_told_oldest_first_with_the_text_of_that_time(
    network: Network, token: str
) -> None:
    public = network.customer_posts("ann", "@acme my bil is wrong")
    private = network.customer_writes("ann", "acme", "number 12")
    network.edits(public, "@acme my bill is wrong")
    network.edits(private, "number 13", kind="private_messages")
    network.edits(public, "@acme my bill is wrong, twice")
    feed = page(network, token, "/1/changes")
    assert told(feed) == [
        (public, "post", "edited", "@acme my bill is wrong"),
        (private, "private", "edited", "number 13"),
        (public, "post", "edited", "@acme my bill is wrong, twice"),
    ]
    shown = page(network, token, "/1/mentions")["items"][0]
    assert shown["text"] == "@acme my bill is wrong, twice"
    assert shown["edited_at"] == feed["items"][2]["at"]


def test_what_is_deleted_takes_its_earlier_words_with_it(network: Network, token: str) -> None:
    public = network.customer_posts("ann", "@acme my number is 12")
    private = network.customer_writes("ann", "acme", "hello")
    network.edits(public, "@acme my number is 13")
    network.deletes(public)
    network.deletes(private, kind="private_messages")
    feed = told(page(network, token, "/1/changes"))
    assert feed == [(public, "post", "deleted", ""), (private, "private", "deleted", "")]
    assert page(network, token, "/1/mentions")["items"] == []
    assert page(network, token, "/1/private_messages")["items"] == []


def test_the_feed_goes_on_where_it_was_read_to(network: Network, token: str) -> None:
    posts = [network.customer_posts("ann", f"@acme {number}") for number in range(5)]
    for post in posts:
        network.deletes(post)
    first = page(network, token, "/1/changes", limit="3")
    second = page(network, token, "/1/changes", limit="3", cursor=first["next_cursor"])
    assert [one["id"] for one in first["items"] + second["items"]] == posts
    assert (first["more"], second["more"]) == (True, False)
    nothing = page(network, token, "/1/changes", cursor=second["next_cursor"])
    assert (nothing["items"], nothing["more"]) == ([], False)
    late = network.customer_posts("bob", "@acme late")
    network.edits(late, "@acme later")
    third = page(network, token, "/1/changes", cursor=nothing["next_cursor"])
    assert [one["id"] for one in third["items"]] == [late]


def test_changes_of_what_an_account_cannot_see_are_not_told(network: Network, token: str) -> None:
    other = str(network.account("Other")["token"])
    mine = network.customer_posts("ann", "@acme hello")
    theirs = network.customer_writes("ann", "other", "hello")
    network.customer_posts("ann", "nobody in particular")
    network.edits(mine, "@acme hello, and @other")
    network.deletes(theirs, kind="private_messages")
    assert [one["id"] for one in page(network, token, "/1/changes")["items"]] == [mine]
    assert [one["id"] for one in page(network, other, "/1/changes")["items"]] == [theirs]


def test_second_thoughts_that_are_none(network: Network, token: str) -> None:
    post = network.customer_posts("ann", "@acme hello")
    network.edits(post, "@acme hello")
    assert page(network, token, "/1/changes")["items"] == []
    assert network.said("DELETE", f"/sim/private_messages/{post}") == {"deleted": False}
    network.deletes(post)
    assert network.said("DELETE", f"/sim/posts/{post}") == {"deleted": False}
    for name, text, expected in (
        (post, "x", (404, "unknown_post")),
        ("p999", "x", (404, "unknown_post")),
        (post, "x" * 281, (422, "too_long")),
        (post, " ", (422, "empty_text")),
    ):
        got = refusal(network, "PATCH", f"/sim/posts/{name}", json={"text": text})
        assert got == expected
    assert len(page(network, token, "/1/changes")["items"]) == 1


# Own posts


def test_the_own_list_has_what_the_account_wrote_however_it_was_sent(
    network: Network, token: str
) -> None:
    question = network.customer_posts("ann", "@acme help")
    by_api = answered(network, token, "one moment", in_reply_to=question)
    natively = network.replies_natively("Acme", "it is done", question)
    gone = answered(network, token, "ignore this")
    network.deletes(gone)
    private = answered(network, token, "in private", to="u-ann")
    own = page(network, token, "/1/own", kind="post")["items"]
    assert [item["id"] for item in own] == [natively, by_api]
    assert {item["in_reply_to"] for item in own} == {question}
    own = page(network, token, "/1/own", kind="private")["items"]
    assert [item["id"] for item in own] == [private]
    assert page(network, str(network.account("Other")["token"]), "/1/own")["items"] == []


def test_the_own_list_goes_back_to_a_time_in_pages_and_keeps_to_a_conversation(
    network: Network, token: str
) -> None:
    posts = [answered(network, token, str(number)) for number in range(5)][::-1]
    first = page(network, token, "/1/own", limit="3")
    second = page(network, token, "/1/own", limit="3", cursor=first["next_cursor"])
    assert [item["id"] for item in first["items"] + second["items"]] == posts
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert page(network, token, "/1/own", since=later)["items"] == []
    earlier = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    assert len(page(network, token, "/1/own", since=earlier)["items"]) == 5
    network.customer_posts("ann", "@acme help")
    network.customer_posts("bob", "@acme help")
    to_ann = answered(network, token, "hello Ann", to="u-ann")
    answered(network, token, "hello Bob", to="u-bob")
    conversation = page(network, token, "/1/private_messages")["items"][1]["conversation_id"]
    own = page(network, token, "/1/own", kind="private", conversation=conversation)["items"]
    assert [item["id"] for item in own] == [to_ann]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/1/own", {"kind": "letter"}),
        ("/1/own", {"since": "yesterday"}),
        ("/1/own", {"since": "2026-01-01T00:00:00"}),
        ("/1/profiles", {}),
        ("/1/profiles", {"ids": ",".join(f"u-{number}" for number in range(101))}),
        ("/1/changes", {"limit": "0"}),
    ],
)
def test_bad_questions(network: Network, token: str, path: str, query: dict[str, str]) -> None:
    got = refusal(network, "GET", path, token=token, params=query)
    assert got == (400, "invalid_parameter")


# People


def test_profiles_are_the_same_each_time_and_of_those_who_are_known(
    network: Network, token: str
) -> None:
    for name in ("ann", "bob", "cyd", "dee"):
        network.customer_posts(name, "hello")
    asked = "u-ann,u-nobody,ann,u-bob,u-ann,u-cyd,u-dee,u-acme"
    found = page(network, token, "/1/profiles", ids=asked)["profiles"]
    assert [who["id"] for who in found] == ["u-ann", "u-bob", "u-cyd", "u-dee", "u-acme"]
    for who in found:
        assert type(who["followers"]) is int
        assert 2009 <= int(who["since"][:4]) <= 2025
    assert len({who["followers"] for who in found}) > 2
    assert any(who["bio"] for who in found[:4])
    assert page(network, token, "/1/profiles", ids=asked)["profiles"] == found


def test_a_person_may_take_another_name(network: Network, token: str) -> None:
    post = network.customer_posts("ann", "@acme hello")
    given = {"author": "ann", "text": "@acme again", "name": "Ann B. Other"}
    network.said("POST", "/sim/posts", json=given)
    network.customer_posts("ann", "@acme and again")
    shown = page(network, token, "/1/mentions")["items"]
    assert {item["author"]["name"] for item in shown} == {"Ann B. Other"}
    assert page(network, token, "/1/profiles", ids="u-ann")["profiles"][0]["name"] == "Ann B. Other"
    assert [item["id"] for item in shown][-1] == post
    assert network.account("Acme", "Acme Limited")["name"] == "Acme Limited"
    assert network.account("Acme") == network.account("Acme", "Acme Limited")


# The file


def test_a_ledger_of_the_first_version_is_taken_over(tmp_path: Path) -> None:
    ledger = tmp_path / "n.sqlite"
    with Network(ledger, "--empty") as network:
        account = network.account("Acme")
        post = network.customer_posts("ann", "@acme hello")
    with sqlite3.connect(ledger) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)
        database.execute("ALTER TABLE messages DROP COLUMN edited_at")
        database.execute("DROP TABLE changes")
        database.execute("PRAGMA user_version = 1")
    database.close()
    with Network(ledger, "--empty") as network:
        assert network.account("Acme") == account
        network.edits(post, "@acme hello!")
        assert [one["id"] for one in page(network, account["token"], "/1/changes")["items"]] == [
            post
        ]
