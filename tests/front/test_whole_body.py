"""The request front under a real server, before an application that counts what reaches it."""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from care.front.whole_body import MAX_BODY, MAX_UPLOAD, READ_SECONDS, WholeBody
from care.services.ports import free_port
from tests.front.raw import connected, exchange, head
from tests.wire import read_whole

IMPATIENT = 0.5


class Application:
    """Answers with the digest of the body; `seen` counts the requests that reached it."""

    def __init__(self) -> None:
        self.seen = 0
        self.left: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen += 1
        body, more = b"", True
        while more:
            message = await receive()
            assert message["type"] == "http.request"
            body, more = body + message["body"], message["more_body"]
        if scope["path"] == "/waits-for-the-client-to-leave":
            self.left.append((await receive())["type"])
        answer = hashlib.sha256(body).hexdigest().encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", str(len(answer)).encode())],
            }
        )
        await send({"type": "http.response.body", "body": answer})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    chosen = free_port()
    config = uvicorn.Config(
        WholeBody(
            APPLICATION,
            uploads=re.compile("/attach/"),
            read_seconds=IMPATIENT,
            upload_seconds=2 * IMPATIENT,
        ),
        port=chosen,
        http="h11",
        loop="asyncio",
        log_level="critical",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield chosen
    server.should_exit = True
    thread.join()


APPLICATION = Application()


@pytest.fixture
def application() -> Application:
    APPLICATION.__init__()  # type: ignore[misc]
    return APPLICATION


def reached(port: int, application: Application) -> int:
    """The requests that reached it; by the time that another one is answered, all have."""
    assert exchange(port, head("GET", "/"))[0] == 200
    return application.seen - 1


def chunked(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, MAX_BODY])
def test_a_whole_body_arrives_as_it_was_sent(
    port: int, application: Application, size: int
) -> None:
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    expected = hashlib.sha256(body).hexdigest().encode()
    status, answer = exchange(port, head("POST", "/", {"Content-Length": str(size)}) + body)
    assert (status, answer.endswith(expected)) == (200, True)
    if size:
        request = head("POST", "/", {"Transfer-Encoding": "chunked"}) + chunked(body)
        status, answer = exchange(port, request)
        assert (status, answer.endswith(expected)) == (200, True)


def test_a_form_with_files_may_be_larger_where_files_go_in(
    port: int, application: Application
) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    body = b"x" * (2 * MAX_BODY)
    long = {"Content-Length": str(len(body))}
    assert exchange(port, head("POST", "/attach/", headers | long) + body)[0] == 200
    too_long = {"Content-Length": str(MAX_UPLOAD + 1)}
    assert exchange(port, head("POST", "/attach/", headers | too_long))[0] == 413
    # Neither a form that carries none, nor one at another address.
    assert exchange(port, head("POST", "/attach/", long))[0] == 413
    for path in ("/", "/attach", "/x/attach/", "/attach/x"):
        assert exchange(port, head("POST", path, headers | long))[0] == 413
    assert reached(port, application) == 1


@pytest.mark.parametrize("sent", [0, 1, 99])
def test_a_body_that_breaks_off_never_reaches_a_page(
    port: int, application: Application, sent: int
) -> None:
    request = head("POST", "/", {"Content-Length": "100"}) + b"x" * sent
    status, _ = exchange(port, request, hang_up=True)
    assert status in {0, 400}
    assert reached(port, application) == 0


def test_a_chunked_body_that_breaks_off_never_reaches_a_page(
    port: int, application: Application
) -> None:
    request = head("POST", "/", {"Transfer-Encoding": "chunked"}) + b"5\r\nhello\r\n"
    status, _ = exchange(port, request, hang_up=True)
    assert status in {0, 400}
    assert reached(port, application) == 0


def test_a_body_over_the_limit_is_refused(port: int, application: Application) -> None:
    body = b"x" * (MAX_BODY + 1)
    told = head("POST", "/", {"Content-Length": str(len(body))})
    # Refused by what it says, and, where it says nothing, by what it is.
    assert exchange(port, told)[0] == 413
    assert exchange(port, told + body)[0] in {0, 413}
    untold = head("POST", "/", {"Transfer-Encoding": "chunked"}) + chunked(body)
    assert exchange(port, untold)[0] in {0, 413}
    assert reached(port, application) == 0


@pytest.mark.parametrize("length", ["abc", "-1", "+3", "1_0", "0x3", "3.0", "3, 4", "³", "9" * 30])
def test_a_length_that_is_none_is_refused(port: int, application: Application, length: str) -> None:
    status, _ = exchange(port, head("POST", "/", {"Content-Length": length}) + b"abc")
    assert status in {400, 413}
    assert reached(port, application) == 0


def test_two_lengths_that_differ_are_refused(port: int, application: Application) -> None:
    request = head("POST", "/", {"Content-Length": "3", "content-length": "4"}) + b"abcd"
    assert exchange(port, request, hang_up=True)[0] == 400
    assert reached(port, application) == 0


def test_a_second_request_hidden_in_a_body_is_none(port: int, application: Application) -> None:
    hidden = head("GET", "/hidden")
    both = {"Content-Length": "4", "Transfer-Encoding": "chunked"}
    status, _ = exchange(port, head("POST", "/", both) + chunked(b"") + hidden, hang_up=True)
    assert status in {0, 400}
    assert reached(port, application) == 0


def test_a_slow_body_is_given_up(port: int, application: Application) -> None:
    with connected(port) as connection:
        connection.sendall(head("POST", "/", {"Content-Length": "100"}) + b"x")
        started = time.monotonic()
        answer = read_whole(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"within 0.5 seconds. Send it again." in answer
    assert IMPATIENT <= time.monotonic() - started < 5
    assert reached(port, application) == 0
    assert READ_SECONDS == 30


def test_a_body_that_trickles_is_given_up_though_it_never_stops(
    port: int, application: Application
) -> None:
    with connected(port) as connection:
        connection.sendall(head("POST", "/", {"Content-Length": "100"}))
        answer = b""
        connection.settimeout(0.1)
        for _ in range(30):
            connection.sendall(b"x")
            try:
                answer = read_whole(connection)
                break
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert reached(port, application) == 0


def test_slow_clients_hold_up_nobody(port: int, application: Application) -> None:
    slow = []
    for _ in range(60):
        connection = connected(port)
        connection.__enter__().sendall(head("POST", "/", {"Content-Length": "100"}) + b"x")
        slow.append(connection)
    started = time.monotonic()
    assert exchange(port, head("GET", "/"))[0] == 200
    assert time.monotonic() - started < IMPATIENT
    for connection in slow:
        connection.__exit__(None, None, None)


def test_a_page_hears_that_its_client_left(port: int, application: Application) -> None:
    with connected(port) as connection:
        connection.sendall(head("GET", "/waits-for-the-client-to-leave"))
        time.sleep(0.1)
    for _ in range(100):
        if application.left:
            break
        time.sleep(0.02)
    assert application.left == ["http.disconnect"]


def test_a_refusal_is_a_sentence_with_the_policy_of_a_page(port: int) -> None:
    request = head("POST", "/", {"Content-Length": str(MAX_BODY + 1)})
    _, answer = exchange(port, request)
    assert b"content-security-policy: default-src 'none'" in answer
    assert b"x-content-type-options: nosniff" in answer
    assert b"The request is larger than 1 MB. Send less at once." in answer


def test_what_is_no_http_request_passes_untouched() -> None:
    """The server's own start and stop, and streams."""
    passed: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    async def nothing(*_: Any) -> Any:
        raise AssertionError

    asyncio.run(WholeBody(app)({"type": "lifespan"}, nothing, nothing))
    assert passed == ["lifespan"]
