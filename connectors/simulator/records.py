"""What the ledger holds, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["post", "private"]

# The columns that message_of reads.
MESSAGE = """
SELECT m.seq, m.id, m.kind, m.author, p.handle, p.name, p.is_account, m.text, m.created_at,
       m.in_reply_to, m.thread, m.recipient, m.client_key, m.source, m.deleted, m.edited_at
FROM messages m JOIN people p ON p.id = m.author
"""


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    handle: str
    name: str
    language: str = "en"
    is_account: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """`thread` is the conversation: of a public tree, or of two people in private."""

    seq: int
    id: str
    kind: Kind
    author: Person
    text: str
    created_at: float
    in_reply_to: str | None
    thread: str
    recipient: str | None
    client_key: str | None
    source: str
    deleted: bool
    edited_at: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Of a message; `number` is its place among all changes."""

    number: int
    message_id: str
    kind: Kind
    what: Literal["edited", "deleted"]
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before the network has taken it in."""

    kind: Kind
    author: str
    text: str
    source: str
    id: str | None = None
    in_reply_to: str | None = None
    thread: str | None = None
    recipient: str | None = None
    client_key: str | None = None
    created_at: float | None = None
    accounts: tuple[str, ...] = field(default=())
    """Accounts in whose timeline it stands."""
    media: tuple[str, ...] = field(default=())
    """Files that were taken in before."""
    pictures: tuple[tuple[str, str], ...] = field(default=())
    """Drawn when it is published: the word that says what, and its description."""


def person_id(handle: str) -> str:
    return f"u-{handle.casefold()}"


def person_of(row: Sequence[Any]) -> Person:
    return Person(row[0], row[1], row[2], row[3], bool(row[4]))


def message_of(row: Sequence[Any]) -> Message:
    return Message(
        seq=row[0],
        id=row[1],
        kind=row[2],
        author=Person(row[3], row[4], row[5], is_account=bool(row[6])),
        text=row[7],
        created_at=row[8],
        in_reply_to=row[9],
        thread=row[10],
        recipient=row[11],
        client_key=row[12],
        source=row[13],
        deleted=bool(row[14]),
        edited_at=row[15],
    )
