"""An end for a whole exchange with a server. A time-out is for one wait: a server that says one
byte now and then, in its headers for instance, would never run into any."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable

from httpcore import (
    SOCKET_OPTION,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadTimeout,
    SyncBackend,
    TimeoutException,
    WriteTimeout,
)

# So much is written between two looks at the clock.
_AT_ONCE = 16_384


class Deadline:
    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self, usual: float | None, late: type[TimeoutException]) -> float:
        """What the next wait may take. Raises `late` when nothing is left."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise late
        return left if usual is None else min(left, usual)


class BoundedBackend(NetworkBackend):
    """The sockets of one exchange, none of which waits beyond its deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._sockets = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        wait = self._deadline.left(timeout, ConnectTimeout)
        stream = self._sockets.connect_tcp(host, port, wait, local_address, socket_options)
        return _BoundedStream(stream, self._deadline)


class _BoundedStream(NetworkStream):
    def __init__(self, stream: NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout, ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _AT_ONCE):
            part = buffer[start : start + _AT_ONCE]
            self._stream.write(part, self._deadline.left(timeout, WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        wait = self._deadline.left(timeout, ConnectTimeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, wait)
        return _BoundedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
