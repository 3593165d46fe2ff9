"""The adapter against the running network: what every later adapter must do as well."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.errors import AdapterError
from connectors.networks.simulated.adapter import SimulatedAdapter
from connectors.protocol import Access
from inbox.networks.items import Author, IncomingItem, OutgoingReply, StreamKind
from tests.connectors.network import LOCAL, Network
from tests.connectors.networks.simulated.test_parse import payload
from tests.wire import read_whole

FIVES = SimulatedAdapter(page_size=5)
ANN = Author("u-ann", "ann")


@pytest.fixture
def access(network: Network) -> Access:
    account = network.account("Acme")
    return Access(network.url, account["id"], {"token": account["token"]}, LOCAL)


def walk(
    access: Access,
    cursor: dict[str, Any] | None,
    *,
    kind: StreamKind = "mentions",
    meanwhile: Callable[[], object] = lambda: None,
) -> tuple[list[IncomingItem], dict[str, Any]]:
    items: list[IncomingItem] = []
    while True:
        page = FIVES.fetch(access, kind, cursor)
        items += page.items
        # Cursors are kept as JSON between two pages.
        cursor = json.loads(json.dumps(page.cursor))
        if not page.more:
            assert cursor is not None
            return items, cursor
        meanwhile()


def ids(items: list[IncomingItem]) -> list[str]:
    return [item.external_id for item in items]


def is_worth_another_try(error: AdapterError) -> bool:
    return not (error.permanent or error.doubt or error.dead_token)


def reply(**changes: Any) -> OutgoingReply:
    return replace(OutgoingReply("hello", "public", None, None, None, "key-1"), **changes)


def test_who_the_access_belongs_to(access: Access) -> None:
    assert FIVES.identify(replace(access, account_id="")) == Author("u-acme", "Acme", "Acme")


def test_23_mentions_in_pages_of_5_polled_twice_are_23(network: Network, access: Access) -> None:
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(23)]
    items, cursor = walk(access, None)
    assert ids(items) == posted[::-1]
    assert walk(access, cursor) == ([], cursor)


def test_more_new_items_than_a_page_between_two_polls(network: Network, access: Access) -> None:
    network.customer_posts("ann", "@acme first")
    _, cursor = walk(access, None)
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(12)]
    items, _ = walk(access, cursor)
    assert ids(items) == posted[::-1]


def test_what_is_written_during_a_walk_comes_with_the_next(
    network: Network, access: Access
) -> None:
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(13)]
    late: list[str] = []
    items, cursor = walk(
        access, None, meanwhile=lambda: late.append(network.customer_posts("bob", "@acme late"))
    )
    assert ids(items) == posted[::-1]
    assert len(late) == 2
    assert ids(walk(access, cursor)[0]) == late[::-1]


def test_a_walk_that_was_interrupted_goes_on_and_its_mark_moves_only_at_the_end(
    network: Network, access: Access
) -> None:
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(8)]
    first = FIVES.fetch(access, "mentions", None)
    assert first.cursor["since"] is None
    newer = network.customer_posts("ann", "@acme newer")
    rest, cursor = walk(access, first.cursor)
    assert ids(rest) == posted[2::-1]
    assert cursor == {"since": posted[7], "newest": None, "next": None}
    assert ids(walk(access, cursor)[0]) == [newer]


@pytest.mark.parametrize("spoiled", [{"next": "bm9uc2Vuc2U="}, {"since": "p999", "next": None}])
def test_a_place_the_network_forgot_starts_the_walk_again(
    network: Network, access: Access, spoiled: dict[str, Any]
) -> None:
    posted = [network.customer_posts("ann", f"@acme {number}") for number in range(7)]
    first = FIVES.fetch(access, "mentions", None)
    items, _ = walk(access, {**first.cursor, **spoiled})
    assert ids(items) == posted[::-1]


def test_private_messages_are_a_walk_of_their_own(network: Network, access: Access) -> None:
    written = [network.customer_writes("ann", "acme", str(number)) for number in range(7)]
    network.customer_posts("ann", "@acme public")
    items, cursor = walk(access, None, kind="private")
    assert ids(items) == written[::-1]
    assert walk(access, cursor, kind="private")[0] == []


def test_a_public_reply_is_in_the_ledger_once_and_comes_back_as_our_own(
    network: Network, access: Access
) -> None:
    question = network.customer_posts("ann", "@acme help")
    sent = FIVES.send(access, reply(text="Grüße 👋", in_reply_to=question))
    entries = network.ledger(client_key="key-1")
    assert [(entry["id"], entry["text"]) for entry in entries] == [(sent.external_id, "Grüße 👋")]
    assert entries[0]["in_reply_to"] == question
    own = walk(access, None)[0][0]
    assert (own.external_id, own.own, own.sent_at) == (sent.external_id, True, sent.sent_at)


def test_private_replies_go_to_the_conversation_or_to_the_person(
    network: Network, access: Access
) -> None:
    network.customer_writes("ann", "acme", "secret")
    conversation = walk(access, None, kind="private")[0][0].conversation
    private = reply(visibility="private")
    FIVES.send(access, replace(private, conversation=conversation))
    FIVES.send(access, replace(private, recipient=ANN, idempotency_key="key-2"))
    items = walk(access, None, kind="private")[0]
    assert {item.conversation for item in items} == {conversation}
    assert [entry["kind"] for entry in network.ledger(author="Acme")] == ["private", "private"]
    assert walk(access, None)[0] == []


def test_a_private_reply_to_nobody_is_refused_before_anything_is_sent(access: Access) -> None:
    with pytest.raises(AdapterError) as error:
        FIVES.send(access, reply(visibility="private"))
    assert error.value.permanent


def test_a_reply_to_a_deleted_post_fails_for_good(network: Network, access: Access) -> None:
    question = network.customer_posts("ann", "@acme help")
    network.said("DELETE", f"/sim/posts/{question}")
    with pytest.raises(AdapterError, match="does not exist") as error:
        FIVES.send(access, reply(in_reply_to=question))
    assert error.value.permanent
    assert not error.value.doubt


def test_a_revoked_token_is_told_as_such(network: Network, access: Access) -> None:
    network.said("POST", "/sim/tokens/revoke", json={"token": access.credentials["token"]})
    for act in (lambda: walk(access, None), lambda: FIVES.send(access, reply())):
        with pytest.raises(AdapterError) as error:
            act()
        assert error.value.dead_token
        assert access.credentials["token"] not in str(error.value)


def test_a_network_that_is_down_is_worth_another_try(network: Network, access: Access) -> None:
    network.stop()
    for act in (lambda: walk(access, None), lambda: FIVES.send(access, reply())):
        with pytest.raises(AdapterError) as error:
            act()
        assert is_worth_another_try(error.value)


def test_the_access_does_not_print_its_secrets(access: Access) -> None:
    assert access.credentials["token"] not in repr(access)


# Answers that the network gives on bad days


class BadDay:
    def __init__(self, answer: bytes) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._answer = answer
        port = self._listener.getsockname()[1]
        self.access = Access(f"http://127.0.0.1:{port}", "u-acme", {"token": "t"}, LOCAL)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                read_whole(connection)
                connection.sendall(self._answer)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@pytest.fixture
def answering() -> Iterator[Callable[..., Access]]:
    days: list[BadDay] = []

    def make(status: int, body: Any = None, **headers: str) -> Access:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
        head = f"HTTP/1.1 {status} X\r\n{''.join(lines)}Content-Length: {len(content)}\r\n\r\n"
        days.append(BadDay(head.encode() + content if status else b""))
        return days[-1].access

    yield make
    for day in days:
        day.close()


def failure(act: Callable[[], object]) -> AdapterError:
    with pytest.raises(AdapterError) as error:
        act()
    return error.value


def test_too_many_requests(answering: Callable[..., Access]) -> None:
    access = answering(429, {"error": {"code": "slow", "message": "Slow down."}}, retry_after="17")
    for act in (
        lambda: FIVES.fetch(access, "mentions", None),
        lambda: FIVES.send(access, reply()),
    ):
        error = failure(act)
        assert error.retry_after == 17
        assert is_worth_another_try(error)


@pytest.mark.parametrize(
    ("status", "body", "doubt"),
    [
        (0, None, True),
        (500, b"<h1>oops</h1>", True),
        (502, b"", True),
        (504, b"", True),
        (201, b"<html>", True),
        (201, b"[]", True),
        (201, {"post": {"id": 5}}, True),
        (503, b"starting", False),
        (422, payload("error__too_long"), False),
    ],
)
def test_after_a_send_only_what_may_have_happened_is_in_doubt(
    answering: Callable[..., Access], status: int, body: Any, doubt: bool
) -> None:
    access = answering(status, body)
    assert failure(lambda: FIVES.send(access, reply())).doubt == doubt


@pytest.mark.parametrize("body", [b"<html>", b"[]", {"items": [{"id": 5}]}, {"items": None}])
def test_a_page_that_cannot_be_read_is_an_error_and_no_empty_page(
    answering: Callable[..., Access], body: Any
) -> None:
    error = failure(lambda: FIVES.fetch(answering(200, body), "mentions", None))
    assert is_worth_another_try(error)


def test_an_item_that_cannot_be_read_is_told_apart_and_the_others_are_read(
    answering: Callable[..., Access],
) -> None:
    first, second, third = payload("mentions__reply_thread")["items"]
    nameless = {name: value for name, value in third.items() if name != "id"}
    items = [first | {"created_at": "soon"}, second, nameless, "garbage", nameless | {"text": 5}]
    access = answering(200, {"items": items, "next_cursor": None})
    page = FIVES.fetch(access, "mentions", None)
    assert ids(list(page.items)) == [second["id"]]
    assert [one.kind for one in page.unreadable] == ["post"] * 4
    assert page.unreadable[0].external_id == first["id"]
    assert page.unreadable[0].raw == items[0]
    assert page.unreadable[2].raw == {"item": "garbage"}
    assert len({one.external_id for one in page.unreadable}) == 4
    assert "id" in page.unreadable[1].reason
    assert page.cursor["since"] == first["id"]
    again = FIVES.fetch(access, "mentions", None)
    assert again.unreadable == page.unreadable


@pytest.mark.parametrize("body", [b"<html>", {"error": {"code": "sso", "message": "Sign in."}}])
def test_only_the_network_s_own_word_makes_a_token_dead(
    answering: Callable[..., Access], body: Any
) -> None:
    error = failure(lambda: FIVES.fetch(answering(401, body), "mentions", None))
    assert is_worth_another_try(error)


def test_the_network_s_own_words_are_kept(answering: Callable[..., Access]) -> None:
    access = answering(422, payload("error__too_long"))
    error = failure(lambda: FIVES.send(access, reply()))
    assert error.permanent
    assert "281 characters" in error.sentence


def test_another_server_at_this_address_is_not_taken_for_the_network(
    answering: Callable[..., Access],
) -> None:
    assert "address" in failure(lambda: FIVES.identify(answering(200, {"hello": 1}))).sentence
