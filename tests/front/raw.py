"""Requests as bytes, for what no well-behaved client would send."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.wire import read_whole

PATIENCE = 10


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        yield connection


def head(method: str, path: str, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def exchange(port: int, request: bytes, *, hang_up: bool = False) -> tuple[int, bytes]:
    """Status and whole answer; status 0 when the server closed without a word. `hang_up`: nothing
    more is coming, though more was promised."""
    with connected(port) as connection:
        try:
            connection.sendall(request)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before it was sent whole; the answer may still be there
        try:
            answer = read_whole(connection)
        except ConnectionResetError:
            answer = b""
    return (int(answer.split(b" ", 2)[1]) if answer else 0), answer
