"""How the simulated network limits its customers, and how it is out of order."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.connectors.network import Network


@pytest.fixture
def token(network: Network) -> str:
    return str(network.account("Acme")["token"])


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def status(network: Network, token: str, path: str = "/1/mentions") -> int:
    return network.call("GET", path, token=token).status_code


# Down


def test_while_it_is_down_nothing_is_answered_but_the_back_door(
    network: Network, token: str
) -> None:
    network.down(600)
    assert code(network.call("GET", "/1/me", token=token)) == (503, "unavailable")
    network.customer_posts("ann", "@acme are you there?")
    network.down(0)
    page = network.said("GET", "/1/mentions", token=token)
    assert [item["text"] for item in page["items"]] == ["@acme are you there?"]


def test_it_comes_back_by_itself(network: Network, token: str) -> None:
    network.down(0.4)
    assert status(network, token) == 503
    time.sleep(0.5)
    assert status(network, token) == 200


# Limits


def test_each_answer_tells_what_is_left_and_when_it_begins_anew(
    network: Network, token: str
) -> None:
    network.limits(mentions=(2, 900))
    now = time.time()
    answers = [network.call("GET", "/1/mentions", token=token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    told = [
        (answer.headers["x-rate-limit-limit"], answer.headers["x-rate-limit-remaining"])
        for answer in answers
    ]
    assert told == [("2", "1"), ("2", "0"), ("2", "0")]
    resets = {int(answer.headers["x-rate-limit-reset"]) for answer in answers}
    assert len(resets) == 1
    assert now + 899 < resets.pop() < now + 910
    assert 880 < int(answers[2].headers["retry-after"]) <= 900
    assert code(answers[2]) == (429, "rate_limited")


def test_a_window_passes(network: Network, token: str) -> None:
    network.limits(mentions=(1, 0.4))
    assert [status(network, token) for _ in range(2)] == [200, 429]
    time.sleep(0.5)
    assert status(network, token) == 200


@pytest.mark.parametrize(
    ("bucket", "method", "path"),
    [
        ("mentions", "GET", "/1/mentions"),
        ("private", "GET", "/1/private_messages"),
        ("posts", "GET", "/1/own"),
        ("posts", "GET", "/1/changes"),
        ("posts", "GET", "/1/posts/p1"),
        ("sends", "POST", "/1/posts"),
        ("sends", "POST", "/1/private_messages"),
        ("profiles", "GET", "/1/profiles"),
    ],
)
def test_buckets_are_counted_apart_and_for_each_account(
    network: Network, token: str, bucket: str, method: str, path: str
) -> None:
    other = str(network.account("Other")["token"])
    names = ("mentions", "private", "posts", "sends", "profiles")
    network.limits(**{name: (0 if name == bucket else 5, 900.0) for name in names})
    assert network.call(method, path, token=token).status_code == 429
    network.limits(**{name: (1 if name == bucket else 0, 900.0) for name in names})
    for one in (token, other):
        answer = network.call(method, path, token=one)
        assert answer.status_code != 429
        assert answer.headers["x-rate-limit-remaining"] == "0"
        assert network.call(method, path, token=one).status_code == 429


def test_a_request_that_met_a_fault_before_the_work_is_not_counted(
    network: Network, token: str
) -> None:
    network.limits(mentions=(1, 900))
    network.faults({"on": "*", "fault": "unavailable", "times": 3})
    assert [status(network, token) for _ in range(5)] == [503, 503, 503, 200, 429]


@pytest.mark.parametrize(
    "order",
    [
        [],
        {"weather": {"ceiling": 1, "seconds": 1}},
        {"mentions": 5},
        {"mentions": {"ceiling": 1}},
        {"mentions": {"ceiling": -1, "seconds": 1}},
        {"mentions": {"ceiling": 1, "seconds": 0}},
    ],
)
def test_limits_that_cannot_be_read_are_refused(network: Network, order: Any) -> None:
    assert code(network.call("PUT", "/sim/limits", json=order)) == (422, "invalid_field")


@pytest.mark.parametrize("order", [{}, {"seconds": "long"}, {"seconds": -1}])
def test_a_time_to_be_down_that_cannot_be_read_is_refused(
    network: Network, order: dict[str, Any]
) -> None:
    assert code(network.call("PUT", "/sim/down", json=order)) == (422, "invalid_field")
