"""A wire that carries requests to the network and loses the answers."""

from __future__ import annotations

import socket
import threading
from typing import Self
from urllib.parse import urlsplit

from tests.wire import read_whole


class LossyWire:
    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._target = (address.hostname or "", address.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.loses_answers_to = b"POST"
        self.requests: list[bytes] = []
        # What was on its way for so long that nobody waits for the answer any more.
        self.holds_back = False
        self.held_back: list[bytes] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _run(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            with near, socket.create_connection(self._target) as far:
                self._carry(near, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        request = read_whole(near)
        self.requests.append(request)
        if self.holds_back and request.startswith(b"POST"):
            self.held_back.append(request)
            return
        far.sendall(request)
        answer = read_whole(far)
        if not (self.loses_answers_to and request.startswith(self.loses_answers_to)):
            near.sendall(answer)

    def delivers_late(self) -> None:
        while self.held_back:
            with socket.create_connection(self._target) as far:
                far.sendall(self.held_back.pop(0))
                read_whole(far)
