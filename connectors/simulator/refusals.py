"""How the network does not do what was asked."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """What the network says when it will not do what was asked."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})
        super().__init__(message)


class Dropped(Exception):
    """The connection is to be closed without an answer."""
