"""An exchange has an end, however the other side spreads its words: each of these servers answers
well in the end, and never lets a single wait become long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from care.core.http import CannotConnect, HttpClient, NoAnswer
from tests.wire import read_whole

Play = Callable[[socket.socket], None]
PAUSE = 0.05
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def server(play: Play) -> Iterator[int]:
    """Plays its part to whoever comes; the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    # A small window, so that a slow reader is felt by the writer.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    play(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def drip(connection: socket.socket, words: bytes) -> None:
    for number in range(len(words)):
        connection.sendall(words[number : number + 1])
        time.sleep(PAUSE)


def first_line(connection: socket.socket) -> None:
    read_whole(connection)
    drip(connection, WHOLE)


def headers(connection: socket.socket) -> None:
    read_whole(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(connection, b"x" * 40)
    connection.sendall(b"\r\nContent-Length: 2\r\n\r\nok")


def interim_answers(connection: socket.socket) -> None:
    read_whole(connection)
    for _ in range(40):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(PAUSE)
    connection.sendall(WHOLE)


def body(connection: socket.socket) -> None:
    read_whole(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n")
    drip(connection, b"x" * 40)


def request(connection: socket.socket) -> None:
    """Listens ever so slowly."""
    left = 6_000_000
    while left > 0 and (heard := connection.recv(150_000)):
        left -= len(heard)
        time.sleep(PAUSE / 4)
    connection.sendall(WHOLE)


@pytest.mark.parametrize("play", [first_line, headers, interim_answers, body, request])
def test_whoever_drips_is_left_after_the_time_for_all_of_it(play: Play) -> None:
    with server(play) as port:
        http = HttpClient(allowed_hosts=frozenset({"127.0.0.1"}), total_seconds=0.6)
        said = b"x" * (6_000_000 if play is request else 1)
        with pytest.raises(NoAnswer) as late:
            http.request("POST", f"http://127.0.0.1:{port}/", content=said)
        assert late.value.may_have_arrived


def test_without_haste_all_of_them_are_heard_out() -> None:
    for play in (headers, body):
        with server(play) as port:
            http = HttpClient(allowed_hosts=frozenset({"127.0.0.1"}), read_seconds=2.0)
            assert http.request("GET", f"http://127.0.0.1:{port}/").status == 200


def test_a_handshake_that_drips_ends_too_and_nothing_was_said() -> None:
    def hello(connection: socket.socket) -> None:
        connection.recv(65_536)
        # The start of a long record, then a byte now and then.
        connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb\x03\x03")
        drip(connection, b"x" * 40)
        connection.shutdown(socket.SHUT_RDWR)

    with server(hello) as port:
        http = HttpClient(allowed_hosts=frozenset({"127.0.0.1"}), total_seconds=0.6)
        with pytest.raises(CannotConnect):
            http.request("GET", f"https://127.0.0.1:{port}/")


def test_when_the_time_is_over_no_further_address_is_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        http = HttpClient(allowed_hosts=frozenset({"127.0.0.1"}), total_seconds=0.0)
        with pytest.raises(CannotConnect):
            http.request("GET", f"http://127.0.0.1:{port}/")
        listener.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listener.accept()
