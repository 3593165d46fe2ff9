"""The rules for files: uploaded first, then named by one message; anybody who has a file's address
may fetch it as long as its message stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.simulator.files import File, add_file
from connectors.simulator.ledger import Ledger
from connectors.simulator.refusals import Refusal

MAX_FILE = 5 * 1_048_576
MOST = 4
LONGEST_ALT = 1_000
# What a browser calls them, and how they begin.
TYPES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}


def take_in(ledger: Ledger, owner: str, content: bytes, kind: str, alt: str) -> File:
    if kind not in TYPES or not content.startswith(TYPES[kind]):
        raise Refusal(422, "invalid_media", "Only pictures (PNG, JPEG, GIF, WebP) are taken.")
    if len(alt) > LONGEST_ALT:
        raise Refusal(422, "too_long", f"A description has at most {LONGEST_ALT} characters.")
    with ledger.writing() as db:
        return add_file(db, owner, content, kind, alt)


def check(ledger: Ledger, owner: str, ids: Sequence[str]) -> None:
    """May a message of theirs carry these?"""
    if len(ids) > MOST or len(set(ids)) != len(ids):
        raise Refusal(422, "too_many_media", f"A message carries at most {MOST} files.")
    for one in ids:
        found = ledger.rows("SELECT owner, seq FROM media WHERE id = ?", (one,))
        if not found or found[0][0] != owner or found[0][1] is not None:
            raise Refusal(422, "unknown_media", "“media_ids” names a file that cannot be used.")


def of_messages(ledger: Ledger, seqs: Iterable[int]) -> dict[int, list[File]]:
    wanted = list(seqs)
    if not wanted:
        return {}
    places = ",".join("?" * len(wanted))
    found: dict[int, list[File]] = {}
    for seq, *rest in ledger.rows(
        f"SELECT seq, id, type, alt, length(content) FROM media WHERE seq IN ({places}) "
        "ORDER BY seq, position",
        wanted,
    ):
        found.setdefault(seq, []).append(File(*rest))
    return found


def content_of(ledger: Ledger, media_id: str) -> tuple[str, bytes] | None:
    """None once its message is deleted."""
    rows = ledger.rows(
        "SELECT f.type, f.content FROM media f LEFT JOIN messages m ON m.seq = f.seq "
        "WHERE f.id = ? AND coalesce(m.deleted, 0) = 0",
        (media_id,),
    )
    return (rows[0][0], rows[0][1]) if rows else None
