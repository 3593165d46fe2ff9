"""Files as the ledger has them."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    id: str
    type: str
    alt: str
    size: int


def add_file(db: sqlite3.Connection, owner: str, content: bytes, kind: str, alt: str) -> File:
    """Belongs to no message yet. Nobody can guess its id: whoever has it may fetch the file."""
    found = File(f"f{secrets.token_hex(12)}", kind, alt, len(content))
    db.execute(
        "INSERT INTO media (id, owner, type, alt, content) VALUES (?, ?, ?, ?, ?)",
        (found.id, owner, kind, alt, content),
    )
    return found


def tie(db: sqlite3.Connection, seq: int, ids: Sequence[str]) -> None:
    db.executemany(
        "UPDATE media SET seq = ?, position = ? WHERE id = ?",
        [(seq, place, one) for place, one in enumerate(ids)],
    )
