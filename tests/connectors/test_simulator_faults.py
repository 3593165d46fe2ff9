"""The simulated network on its bad days, seen through a socket."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.connectors.network import Network, wait_for
from tests.wire import read_whole


@pytest.fixture
def token(network: Network) -> str:
    return str(network.account("Acme")["token"])


def raw(network: Network, method: str, path: str, token: str, body: Any = None) -> bytes:
    """All the bytes of the answer, until the other side hangs up or has said everything."""
    address = urlsplit(network.url)
    content = json.dumps(body).encode() if body is not None else b""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 0), 10) as wire:
        wire.sendall(head.encode() + content)
        return read_whole(wire)


def post(network: Network, token: str, text: str = "hello") -> httpx.Response:
    return network.call("POST", "/1/posts", token=token, json={"text": text})


def texts(network: Network) -> list[str]:
    return [entry["text"] for entry in network.ledger()]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize(("fault", "done"), [("dropped_before", False), ("dropped_after", True)])
def test_a_dropped_connection_is_closed_without_a_byte(
    network: Network, token: str, fault: str, done: bool
) -> None:
    network.faults({"on": "POST /1/posts", "fault": fault, "times": 1})
    assert raw(network, "POST", "/1/posts", token, {"text": "hello"}) == b""
    assert texts(network) == (["hello"] if done else [])
    assert post(network, token).status_code == 201
    network.faults({"on": "*", "fault": fault})
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        network.call("GET", "/1/me", token=token)


@pytest.mark.parametrize(
    ("fault", "status", "said", "done"),
    [
        ("rate_limited", 429, "rate_limited", False),
        ("unavailable", 503, "unavailable", False),
        ("failed_before", 500, "internal", False),
        ("failed_after", 500, "internal", True),
        ("expired_once", 401, "token_expired", False),
    ],
)
def test_a_refusal_says_why_and_only_some_come_after_the_work(
    network: Network, token: str, fault: str, status: int, said: str, done: bool
) -> None:
    network.faults({"on": "POST /1/posts", "fault": fault, "seconds": 17})
    answer = post(network, token)
    assert code(answer) == (status, said)
    assert texts(network) == (["hello"] if done else [])
    assert answer.headers.get("retry-after") == ("17" if status == 429 else None)
    assert network.said("GET", "/1/me", token=token)


def test_a_token_expires_only_once_and_each_for_itself(network: Network, token: str) -> None:
    network.faults({"on": "*", "fault": "expired_once"})
    other = str(network.account("Other")["token"])
    for one in (token, other):
        answers = [network.call("GET", "/1/me", token=one).status_code for _ in range(3)]
        assert answers == [401, 200, 200]


@pytest.mark.parametrize(
    ("fault", "done"), [("hangs_before", False), ("hangs_after", True), ("echo_first", True)]
)
def test_a_late_answer_comes_and_the_work_is_seen_before_or_after_the_wait(
    network: Network, token: str, fault: str, done: bool
) -> None:
    network.faults({"on": "POST /1/posts", "fault": fault, "seconds": 2})
    with pytest.raises(httpx.ReadTimeout):
        network.call("POST", "/1/posts", token=token, json={"text": "hello"}, timeout=0.3)
    if done:
        wait_for(lambda: texts(network), seconds=1.5)
    else:
        assert texts(network) == []
    assert post(network, token, "again").status_code == 201
    assert wait_for(lambda: sorted(texts(network)) == ["again", "hello"])


# Pages


@pytest.fixture
def posted(network: Network, token: str) -> list[str]:
    """Newest first."""
    return [network.customer_posts("ann", f"@acme {number}") for number in range(10)][::-1]


def pages(network: Network, token: str, path: str = "/1/mentions") -> list[list[str]]:
    found, query = [], {"limit": "4"}
    while True:
        page = network.said("GET", path, token=token, params=query)
        found.append([item["id"] for item in page["items"]])
        if not page.get("more", page["next_cursor"]):
            return found
        query["cursor"] = page["next_cursor"]
        assert len(found) < 20


def bend(fault: str, times: int | None = 1) -> dict[str, Any]:
    return {"on": "GET /1/*", "fault": fault, "times": times}


def test_a_duplicated_page_comes_twice(network: Network, token: str, posted: list[str]) -> None:
    network.faults(bend("duplicated_page"))
    assert pages(network, token) == [posted[:4], posted[:4], posted[4:8], posted[8:]]


def test_a_shuffled_page_loses_nothing(network: Network, token: str, posted: list[str]) -> None:
    network.faults(bend("shuffled_page", None))
    found = pages(network, token)
    assert found[0] != posted[:4]
    assert [sorted(page) for page in found] == [
        sorted(page) for page in (posted[:4], posted[4:8], posted[8:])
    ]


def test_overlapping_pages_repeat_and_get_on(
    network: Network, token: str, posted: list[str]
) -> None:
    network.faults(bend("overlapping_page", None))
    assert pages(network, token) == [posted[n : n + 4] for n in (0, 2, 4, 6)]


def test_an_empty_page_has_a_cursor_that_leads_on(
    network: Network, token: str, posted: list[str]
) -> None:
    network.faults(bend("empty_page", 2))
    assert pages(network, token) == [[], [], posted[:4], posted[4:8], posted[8:]]


@pytest.mark.parametrize("fault", ["duplicated_page", "shuffled_page", "empty_page"])
def test_the_feed_of_changes_and_the_own_list_have_the_same_bad_pages(
    network: Network, token: str, posted: list[str], fault: str
) -> None:
    for name in posted:
        network.deletes(name)
    for number in range(6):
        post(network, token, str(number))
    for path, count in (("/1/changes", 10), ("/1/own", 6)):
        network.faults()
        right = [name for page in pages(network, token, path) for name in page]
        network.faults(bend(fault))
        bent = pages(network, token, path)
        assert network.played() == [1]
        assert len(right) == count
        assert {name for page in bent for name in page} == set(right)
        assert [name for page in bent for name in page] != right or [] in bent


def test_a_page_on_which_a_fault_would_not_show_does_not_use_it_up(
    network: Network, token: str
) -> None:
    network.faults(bend("empty_page"), bend("shuffled_page"))
    assert pages(network, token) == [[]]
    assert network.played() == [0, 0]
    network.customer_posts("ann", "@acme one")
    assert len(pages(network, token)) == 2
    assert network.played() == [1, 0]


# Rules


def outcomes(network: Network, token: str, count: int = 40) -> list[int]:
    return [network.call("GET", "/1/me", token=token).status_code for _ in range(count)]


def test_the_same_seed_and_requests_meet_the_same_faults(network: Network, token: str) -> None:
    rules = [
        {"on": "GET /1/me", "fault": "failed_before", "share": 0.3},
        {"on": "*", "fault": "unavailable", "share": 0.2},
    ]
    seen = []
    for seed in (1, 1, 2):
        network.faults(*rules, seed=seed)
        seen.append(outcomes(network, token))
    assert seen[0] == seen[1] != seen[2]
    assert set(seen[0]) == {200, 500, 503}
    assert network.played() == [seen[2].count(500), seen[2].count(503)]


def test_a_rule_may_be_for_so_many_times_and_for_one_account(network: Network, token: str) -> None:
    other = str(network.account("Other")["token"])
    rule = {"on": "*", "fault": "unavailable", "times": 3, "account": "other"}
    network.faults(rule)
    assert outcomes(network, token, 2) == [200, 200]
    assert outcomes(network, other, 5) == [503, 503, 503, 200, 200]


def test_rules_are_for_those_with_a_token_only_and_go_with_everything_else(
    network: Network, token: str
) -> None:
    network.faults({"on": "*", "fault": "unavailable"})
    assert code(network.call("GET", "/1/me", token="wrong")) == (401, "invalid_token")
    network.said("DELETE", "/sim/everything")
    assert network.said("GET", "/sim/faults")["rules"] == []
    assert outcomes(network, str(network.account("Acme")["token"]), 1) == [200]


@pytest.mark.parametrize(
    "order",
    [
        [],
        {"rules": {}},
        {"seed": "x", "rules": []},
        {"rules": [{"on": "*"}]},
        {"rules": [{"on": "*", "fault": "earthquake"}]},
        {"rules": [{"on": "*", "fault": "unavailable", "share": 2}]},
        {"rules": [{"on": "*", "fault": "unavailable", "times": -1}]},
        {"rules": [{"on": "*", "fault": "unavailable", "seconds": "1"}]},
        {"rules": [{"on": 5, "fault": "unavailable"}]},
        {"rules": [{"on": "*", "fault": ["unavailable"]}]},
        {"rules": [{"on": "*", "fault": "unavailable", "account": 5}]},
        {"rules": [{"on": "*", "fault": "unavailable", "colour": "red"}]},
    ],
)
def test_an_order_that_cannot_be_read_changes_nothing(
    network: Network, token: str, order: Any
) -> None:
    network.faults({"on": "*", "fault": "unavailable"})
    answer = network.call("PUT", "/sim/faults", json=order)
    assert code(answer) == (422, "invalid_field")
    assert outcomes(network, token, 1) == [503]
