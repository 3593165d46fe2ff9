"""The simulated network as its customers' software sees it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.connectors.network import ROOT, Network
from tests.wire import read_whole


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


@pytest.fixture
def token(network: Network) -> str:
    return str(network.account("Acme", "Acme Ltd")["token"])


def mentions(network: Network, token: str, **query: str) -> dict[str, Any]:
    page = network.said("GET", "/1/mentions", token=token, params=query)
    assert isinstance(page, dict)
    return page


def refusal(network: Network, method: str, path: str, **more: Any) -> tuple[int, str]:
    answer = network.call(method, path, **more)
    return answer.status_code, answer.json()["error"]["code"]


def test_it_runs_without_anything_of_the_product() -> None:
    watch = (
        "import sys; sys.argv=['x','--help']; import connectors.simulator.__main__;"
        "print([name for name in sys.modules if name.split('.')[0] in "
        "('care','inbox','routing','reporting','django','httpx') "
        "or name.startswith('connectors.networks')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly(network: Network, number: int) -> None:
    assert network.stop(number) == 0


def test_who_am_i(network: Network, token: str) -> None:
    me = network.said("GET", "/1/me", token=token)
    assert me == {"account": {"id": "u-acme", "handle": "Acme", "name": "Acme Ltd"}}


@pytest.mark.parametrize("given", [None, "wrong", "sim_"])
def test_without_a_token_nothing_is_shown(network: Network, given: str | None) -> None:
    assert refusal(network, "GET", "/1/mentions", token=given) == (401, "invalid_token")


def test_a_revoked_token_is_refused_and_a_new_one_works(network: Network, token: str) -> None:
    network.said("POST", "/sim/tokens/revoke", json={"token": token})
    assert refusal(network, "GET", "/1/me", token=token) == (401, "invalid_token")
    fresh = network.said("POST", "/sim/accounts/Acme/tokens")["token"]
    assert network.call("GET", "/1/me", token=fresh).status_code == 200


def test_mentions_are_newest_first_and_hold_whole_threads(network: Network, token: str) -> None:
    question = network.customer_posts("ann", "@acme where is my parcel?")
    answer = network.said(
        "POST", "/1/posts", token=token, json={"text": "@ann on its way", "in_reply_to": question}
    )["post"]["id"]
    thanks = network.customer_posts("ann", "great", in_reply_to=answer)
    other = network.customer_posts("bob", "same here", in_reply_to=question)
    network.customer_posts("cyd", "nothing to do with anybody")
    page = mentions(network, token)
    assert ids(page) == [other, thanks, answer, question]
    assert [item["author"]["handle"] for item in page["items"]] == ["bob", "ann", "Acme", "ann"]
    assert page["items"][0]["in_reply_to"] == question
    assert page["next_cursor"] is None


def test_handles_are_known_in_any_case_and_only_whole(network: Network, token: str) -> None:
    found = network.customer_posts("ann", "hey @ACME!")
    network.customer_posts("ann", "hey @acmeworks, mail me@acme please")
    assert ids(mentions(network, token)) == [found]


def test_pages_stay_in_place_while_people_write(network: Network, token: str) -> None:
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(12)]
    first = mentions(network, token, limit="5")
    for number in range(7):
        network.customer_posts("bob", f"@acme late {number}")
    second = mentions(network, token, limit="5", cursor=first["next_cursor"])
    third = mentions(network, token, limit="5", cursor=second["next_cursor"])
    assert ids(first) + ids(second) + ids(third) == posted[::-1]
    assert third["next_cursor"] is None


def test_since_is_exclusive(network: Network, token: str) -> None:
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(4)]
    assert ids(mentions(network, token, since_id=posted[1])) == [posted[3], posted[2]]
    assert ids(mentions(network, token, since_id=posted[3])) == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": "0"}, "invalid_parameter"),
        ({"limit": "101"}, "invalid_parameter"),
        ({"limit": "five"}, "invalid_parameter"),
        ({"cursor": "%%%"}, "invalid_cursor"),
        ({"cursor": "cHJpdmF0ZTo1"}, "invalid_cursor"),
        ({"since_id": "p999"}, "unknown_since_id"),
    ],
)
def test_bad_questions(network: Network, token: str, query: dict[str, str], code: str) -> None:
    got = refusal(network, "GET", "/1/mentions", token=token, params=query)
    assert got == (400, code)


def test_ids_do_not_sort_like_time(network: Network) -> None:
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(12)]
    assert sorted(posted) != posted


def test_private_messages_are_seen_by_both_sides_and_nobody_else(
    network: Network, token: str
) -> None:
    other = network.account("Other")["token"]
    asked = network.customer_writes("ann", "acme", "my number is 12")
    item = network.said("GET", "/1/private_messages", token=token)["items"][0]
    reply = {"text": "thank you", "conversation_id": item["conversation_id"], "client_key": "k"}
    answered = network.said("POST", "/1/private_messages", token=token, json=reply)["message"]
    page = network.said("GET", "/1/private_messages", token=token)
    assert ids(page) == [answered["id"], asked]
    assert {item["conversation_id"] for item in page["items"]} == {item["conversation_id"]}
    assert network.said("GET", "/1/private_messages", token=other)["items"] == []
    got = refusal(network, "POST", "/1/private_messages", token=other, json=reply)
    assert got == (404, "unknown_conversation")
    assert mentions(network, token)["items"] == []


def test_a_private_message_may_open_a_conversation(network: Network, token: str) -> None:
    network.customer_posts("ann", "@acme help")
    given = {"text": "let us talk here", "to": "u-ann"}
    sent = network.said("POST", "/1/private_messages", token=token, json=given)["message"]
    back = network.customer_writes("ann", "acme", "ok")
    page = network.said("GET", "/1/private_messages", token=token)
    assert ids(page) == [back, sent["id"]]
    assert len({item["conversation_id"] for item in page["items"]}) == 1
    for to in ("u-nobody", "u-acme"):
        got = network.call("POST", "/1/private_messages", token=token, json={**given, "to": to})
        assert got.status_code in (404, 422)


def test_the_ledger_tells_what_arrived_with_its_key(network: Network, token: str) -> None:
    question = network.customer_posts("ann", "@acme help")
    for _ in range(2):
        body = {"text": "here", "in_reply_to": question, "client_key": "abc"}
        network.said("POST", "/1/posts", token=token, json=body)
    entries = network.ledger(client_key="abc")
    assert [entry["text"] for entry in entries] == ["here", "here"]
    assert [entry["source"] for entry in entries] == ["api", "api"]
    assert len(network.ledger(author="Acme")) == 2
    assert len(network.ledger(after=str(entries[0]["seq"]))) == 1


def test_what_is_deleted_is_gone_and_cannot_be_answered(network: Network, token: str) -> None:
    gone = network.customer_posts("ann", "@acme help")
    kept = network.customer_posts("ann", "@acme please")
    network.said("DELETE", f"/sim/posts/{gone}")
    assert ids(mentions(network, token)) == [kept]
    assert ids(mentions(network, token, since_id=gone)) == [kept]
    assert refusal(network, "GET", f"/1/posts/{gone}", token=token) == (404, "unknown_post")
    for parent in (gone, "p999", ""):
        body = {"text": "x", "in_reply_to": parent}
        got = refusal(network, "POST", "/1/posts", token=token, json=body)
        assert got == (404, "unknown_parent")
    assert network.said("GET", f"/1/posts/{kept}", token=token)["post"]["id"] == kept


@pytest.mark.parametrize(
    ("text", "status"),
    [("x" * 280, 201), ("x" * 281, 422), ("e\u0301" * 280, 201), ("", 422), (" \n", 422)],
)
def test_public_length(network: Network, token: str, text: str, status: int) -> None:
    answer = network.call("POST", "/1/posts", token=token, json={"text": text})
    assert answer.status_code == status


def test_private_length(network: Network, token: str) -> None:
    network.customer_writes("ann", "acme", "x" * 10_000)
    body = {"text": "x" * 10_001, "to": "u-ann"}
    got = refusal(network, "POST", "/1/private_messages", token=token, json=body)
    assert got == (422, "too_long")


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 👍🏽 🇫🇷",
        "مرحبا \u202e reversed \u2066x\u2069",
        "日本語 & <b>&amp;</b> \u0000 \ufeff",
        "e" + "\u0301" * 200,
        "line\r\nline\u2028line\t.",
    ],
)
def test_any_text_survives(network: Network, token: str, text: str) -> None:
    post = network.customer_posts("ann", "@acme " + text)
    assert mentions(network, token)["items"][0]["text"] == "@acme " + text
    assert network.said("GET", f"/1/posts/{post}", token=token)["post"]["text"] == "@acme " + text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "invalid_json"),
        (b"[]", "missing_field"),
        (b'{"text": 5}', "invalid_field"),
        (b'{"text": "\\ud83d half"}', "invalid_text"),
        (b"\xff\xfe", "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b"x" * 1_048_577, "too_large"),
    ],
)
def test_bad_bodies(network: Network, token: str, content: bytes, code: str) -> None:
    answer = network.call("POST", "/1/posts", token=token, content=content)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["code"] == code


def test_unknown_places(network: Network, token: str) -> None:
    assert refusal(network, "GET", "/1/nothing", token=token) == (404, "not_found")
    assert refusal(network, "POST", "/1/mentions", token=token) == (405, "method_not_allowed")


def test_a_request_that_ends_too_early_posts_nothing(network: Network, token: str) -> None:
    address = urlsplit(network.url)
    body = json.dumps({"text": "half"}).encode()
    head = (
        f"POST /1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: {len(body) + 5}\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        assert b"cut_off" in read_whole(connection)
    assert network.ledger() == []


def test_a_post_can_be_opened_in_a_browser(network: Network, token: str) -> None:
    post = network.customer_posts("ann", "@acme <script>alert(1)</script>")
    shown = mentions(network, token)["items"][0]["url"]
    assert shown == f"{network.url}/posts/{post}"
    page = network.call("GET", f"/posts/{post}").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
