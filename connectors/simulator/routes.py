"""Requests, and which function answers which."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.simulator.pages import Listing
from connectors.simulator.records import Person
from connectors.simulator.refusals import Refusal
from connectors.simulator.world import World


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    token: str | None
    body: Any
    origin: str
    content: bytes = b""
    """Of a file; its type stands in `content_type`."""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    request: Request
    account: Person | None

    def known_account(self) -> Person:
        assert self.account is not None
        return self.account

    def field(self, name: str, *, needed: bool = False) -> str | None:
        value = self.request.body.get(name) if isinstance(self.request.body, dict) else None
        if value is not None and not isinstance(value, str):
            raise Refusal(422, "invalid_field", f"“{name}” must be a string.")
        if needed and value is None:
            raise Refusal(422, "missing_field", f"“{name}” is missing.")
        try:
            (value or "").encode()
        except UnicodeEncodeError:
            raise Refusal(422, "invalid_text", f"“{name}” holds half of a character.") from None
        return value

    def names(self, field: str) -> tuple[str, ...]:
        """A list of strings; none where the field is missing."""
        value = self.request.body.get(field) if isinstance(self.request.body, dict) else None
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise Refusal(422, "invalid_field", f"“{field}” must be a list of strings.")
        return tuple(value)

    def text(self) -> str:
        return self.field("text", needed=True) or ""

    def number(self, name: str, default: int, low: int, high: int) -> int:
        given = self.request.query.get(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", given) or not low <= int(given) <= high:
            raise Refusal(400, "invalid_parameter", f"“{name}” must be from {low} to {high}.")
        return int(given)

    def time(self, name: str) -> float:
        """Seconds since 1970; without the parameter the beginning of time."""
        given = self.request.query.get(name)
        if given is None:
            return 0.0
        try:
            at = datetime.fromisoformat(given)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise Refusal(400, "invalid_parameter", f"“{name}” must be a time with its zone.")
        return at.timestamp()


Answered = tuple[int, dict[str, Any] | Listing]
Handler = Callable[..., Answered]
_ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        _ROUTES.append((method, re.compile(pattern), handler))
        return handler

    return register


def find(request: Request) -> tuple[Handler, tuple[str, ...]]:
    """Who answers, and what they take from the path."""
    other_methods = False
    for method, pattern, handler in _ROUTES:
        found = pattern.fullmatch(request.path)
        if found is None:
            continue
        if method == request.method:
            return handler, found.groups()
        other_methods = True
    if other_methods:
        raise Refusal(405, "method_not_allowed", "This address does not take that method.")
    raise Refusal(404, "not_found", "There is nothing at this address.")
