"""What adapters share when they read a page: one bad item is set aside, the others go on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from inbox.networks.items import IncomingItem, ItemKind, Unreadable

# What reading raises when an answer does not look as promised.
MISREAD = (KeyError, IndexError, TypeError, ValueError, AttributeError)
# "@ann", "@ann@example.org", one or more, where a reply names whom it answers.
_ADDRESS = re.compile(r"(?:@[\w.-]+(?:@[\w.-]+)?[\s\u200b]+)+")


def each(
    raws: Iterable[Any], parse: Callable[[Any], IncomingItem], kind: ItemKind
) -> tuple[tuple[IncomingItem, ...], tuple[Unreadable, ...]]:
    items, unreadable = [], []
    for raw in raws:
        try:
            items.append(parse(raw))
        except MISREAD as error:
            unreadable.append(_set_aside(raw, kind, error))
    return tuple(items), tuple(unreadable)


def _set_aside(raw: Any, kind: ItemKind, error: Exception) -> Unreadable:
    whole = raw if isinstance(raw, dict) else {"item": raw}
    name = whole.get("id")
    if not isinstance(name, str) or not name:
        written = json.dumps(whole, sort_keys=True, default=str)
        name = "sha256:" + hashlib.sha256(written.encode()).hexdigest()
    return Unreadable(name, kind, whole, f"{type(error).__name__}: {error}"[:200])


def identity(given: Any) -> str:
    """Ids are opaque text: not to be read as numbers, not to be empty."""
    if not isinstance(given, str) or not given:
        raise ValueError("an id is missing")
    return given


def words_of(text: str, *, expected: str = "") -> str:
    """The account's own reply without the names in front, which say whom it answers and were put
    there on the way. `expected` is what was typed, which may begin with a name as well."""
    if expected and text.endswith(expected):
        front = text.removesuffix(expected)
        if not front or _ADDRESS.fullmatch(front):
            return expected
    return _ADDRESS.sub("", text, count=1) if _ADDRESS.match(text) else text
