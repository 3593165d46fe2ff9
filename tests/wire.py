"""Plain sockets for tests of what speaks HTTP."""

from __future__ import annotations

import socket


def read_whole(connection: socket.socket) -> bytes:
    """One request or answer with its body; less when the other side hangs up."""
    got = b""
    while b"\r\n\r\n" not in got:
        if not (more := connection.recv(65_536)):
            return got
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length and (more := connection.recv(65_536)):
        body += more
    return head + b"\r\n\r\n" + body
