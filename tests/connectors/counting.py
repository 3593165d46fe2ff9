"""How often an account was asked for what: its requests, as they go by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.connectors.lossy import LossyWire
from tests.connectors.network import Network


class Counter:
    def __init__(self, wire: LossyWire) -> None:
        self._wire = wire
        self.url = wire.url

    def asked(self, path: str) -> int:
        return sum(request.startswith(f"GET {path}".encode()) for request in self._wire.requests)

    def forget(self) -> None:
        self._wire.requests.clear()


@contextmanager
def counted(network: Network) -> Iterator[Counter]:
    with LossyWire(network.url) as wire:
        wire.loses_answers_to = b""
        yield Counter(wire)
