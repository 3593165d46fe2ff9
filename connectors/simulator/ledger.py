"""The network's memory: one SQLite file. Order on this network is `seq`, the order of publication;
ids are opaque and do not sort."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors.simulator.drawing import draw
from connectors.simulator.files import add_file, tie
from connectors.simulator.records import (
    MESSAGE,
    Change,
    Draft,
    Kind,
    Message,
    Person,
    message_of,
    person_id,
    person_of,
)
from connectors.simulator.schema import SCHEMA, UPGRADES, VERSION


class OtherVersion(Exception):
    """The file's tables are not ours."""


class Ledger:
    """One connection behind one lock: order of `seq` is then order of commit, so a reader who saw
    number 7 can never miss a number 6 that comes later."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._make_tables(path)

    def _make_tables(self, path: Path) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        known = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        while known and version in UPGRADES:
            step = f"{UPGRADES[version]}; PRAGMA user_version = {version + 1}"
            self._db.executescript(f"BEGIN; {step}; COMMIT")
            version += 1
        if known and version != VERSION:
            raise OtherVersion(
                f"{path} was written by another version of the simulated network. "
                "Delete it, and the network is founded anew."
            )
        self._db.executescript(f"{SCHEMA}; PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._db.in_transaction:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, arguments: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, arguments).fetchall()

    def forget_everything(self) -> None:
        with self.writing() as db:
            for table in (
                "waiting",
                "waiting_threads",
                "scheduled",
                "timeline",
                "media",
                "messages",
            ):
                db.execute(f"DELETE FROM {table}")
            for table in ("changes", "tokens", "account_sources", "people", "sqlite_sequence"):
                db.execute(f"DELETE FROM {table}")

    # Facts about the ledger itself

    def fact(self, key: str) -> Any:
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return json.loads(found[0][0]) if found else None

    def set_fact(self, key: str, value: Any) -> None:
        with self.writing() as db:
            db.execute("REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))

    # People

    def add_people(self, people: Iterable[Person]) -> None:
        """Who is there already stays as they are, except that a person may become an account."""
        with self.writing() as db:
            db.executemany(
                "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "is_account = max(is_account, excluded.is_account)",
                [
                    (
                        *(who.id, who.handle, who.handle.casefold(), who.name, who.language),
                        int(who.is_account),
                    )
                    for who in people
                ],
            )

    def person(self, key: str) -> Person | None:
        """By id or by handle."""
        found = self.rows(
            "SELECT id, handle, name, language, is_account FROM people "
            "WHERE id = ? OR handle_key = ?",
            (key, key.lstrip("@").casefold()),
        )
        return person_of(found[0]) if found else None

    def person_by_id(self, person: str) -> Person | None:
        found = self.person(person)
        return found if found is not None and found.id == person else None

    def person_named(self, handle: str, name: str = "", language: str = "en") -> Person:
        handle = handle.lstrip("@")
        found = self.person(handle)
        if found is None:
            self.add_people([Person(person_id(handle), handle, name or handle, language)])
            found = self.person(handle)
        assert found is not None
        return found

    def rename(self, person: str, name: str) -> None:
        with self.writing() as db:
            db.execute("UPDATE people SET name = ? WHERE id = ?", (name, person))

    def accounts(self, source: str | None = None) -> list[Person]:
        """All, or those that a file brought along."""
        rows = self.rows(
            "SELECT id, handle, name, language, is_account FROM people WHERE is_account AND "
            "(? IS NULL OR id IN (SELECT account FROM account_sources WHERE source = ?)) "
            "ORDER BY handle_key",
            (source, source),
        )
        return [person_of(row) for row in rows]

    # Tokens

    def add_account(self, handle: str, name: str, source: str) -> Person:
        handle = handle.lstrip("@")
        who = Person(person_id(handle), handle, name or handle, is_account=True)
        self.add_people([who])
        with self.writing() as db:
            db.execute("INSERT OR IGNORE INTO account_sources VALUES (?, ?)", (who.id, source))
        if self.token_of(who.id) is None:
            self.new_token(who.id)
        return who

    def new_token(self, account: str) -> str:
        token = "sim_" + secrets.token_urlsafe(24)
        with self.writing() as db:
            db.execute("INSERT INTO tokens (token, account) VALUES (?, ?)", (token, account))
        return token

    def token_of(self, account: str) -> str | None:
        found = self.rows(
            "SELECT token FROM tokens WHERE account = ? AND NOT revoked ORDER BY rowid DESC",
            (account,),
        )
        return str(found[0][0]) if found else None

    def account_of(self, token: str) -> Person | None:
        found = self.rows("SELECT account FROM tokens WHERE token = ? AND NOT revoked", (token,))
        return self.person(found[0][0]) if found else None

    def revoke(self, token: str) -> bool:
        with self.writing() as db:
            return (
                db.execute("UPDATE tokens SET revoked = 1 WHERE token = ?", (token,)).rowcount > 0
            )

    # Messages

    def publish(self, drafts: Sequence[Draft]) -> list[str]:
        """Takes them in, in this order, as one step."""
        with self.writing() as db:
            last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'messages'").fetchone()
            seq = last[0] if last else 0
            messages, timeline, ids, carried = [], [], [], []
            for draft in drafts:
                seq += 1
                own_id = draft.id or f"{'p' if draft.kind == 'post' else 'm'}{seq}"
                ids.append(own_id)
                messages.append(
                    (
                        *(seq, own_id, draft.kind, draft.author, draft.text),
                        time.time() if draft.created_at is None else draft.created_at,
                        *(draft.in_reply_to, draft.thread or own_id, draft.recipient),
                        *(draft.client_key, draft.source),
                    )
                )
                timeline += [(account, draft.kind, seq) for account in draft.accounts]
                if draft.media or draft.pictures:
                    carried.append((seq, draft))
            db.executemany(
                "INSERT INTO messages (seq, id, kind, author, text, created_at, in_reply_to, "
                "thread, recipient, client_key, source) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                messages,
            )
            db.executemany("INSERT INTO timeline VALUES (?, ?, ?)", timeline)
            for seq, draft in carried:
                self._carry(db, seq, draft)
        return ids

    def _carry(self, db: sqlite3.Connection, seq: int, draft: Draft) -> None:
        drawn = [
            add_file(db, draft.author, draw(word), "image/png", alt).id
            for word, alt in draft.pictures
        ]
        tie(db, seq, [*draft.media, *drawn])

    def message(self, message_id: str) -> Message | None:
        found = self.rows(f"{MESSAGE} WHERE m.id = ?", (message_id,))
        return message_of(found[0]) if found else None

    def timelines_of(self, seq: int) -> list[str]:
        return [row[0] for row in self.rows("SELECT account FROM timeline WHERE seq = ?", (seq,))]

    def page(
        self, account: str, kind: Kind, *, since: int, before: int, limit: int
    ) -> list[Message]:
        """Newest first, both ends exclusive."""
        sql = (
            f"{MESSAGE} JOIN timeline t ON t.seq = m.seq WHERE t.account = ? AND t.kind = ? "
            "AND t.seq > ? AND t.seq < ? AND NOT m.deleted ORDER BY t.seq DESC LIMIT ?"
        )
        return [message_of(row) for row in self.rows(sql, (account, kind, since, before, limit))]

    def thread(self, thread: str) -> list[Message]:
        sql = f"{MESSAGE} WHERE m.thread = ? ORDER BY m.seq"
        return [message_of(row) for row in self.rows(sql, (thread,))]

    def entries(
        self, *, after: int, limit: int, client_key: str | None, author: str | None
    ) -> list[Message]:
        """What reached the network, oldest first: what a checker compares with the product."""
        sql = (
            f"{MESSAGE} WHERE m.seq > ? AND (? IS NULL OR m.client_key = ?) "
            "AND (? IS NULL OR m.author = ?) ORDER BY m.seq LIMIT ?"
        )
        given = (after, client_key, client_key, author, author, limit)
        return [message_of(row) for row in self.rows(sql, given)]

    def own(
        self, author: str, kind: Kind, *, thread: str | None, since: float, before: int, limit: int
    ) -> list[Message]:
        """What somebody wrote from a time on, newest first."""
        sql = (
            f"{MESSAGE} WHERE m.author = ? AND m.kind = ? AND m.seq < ? AND m.created_at >= ? "
            "AND (? IS NULL OR m.thread = ?) AND NOT m.deleted ORDER BY m.seq DESC LIMIT ?"
        )
        given = (author, kind, before, since, thread, thread, limit)
        return [message_of(row) for row in self.rows(sql, given)]

    # Second thoughts

    def edit(self, message: Message, text: str) -> None:
        with self.writing() as db:
            now = time.time()
            db.execute(
                "UPDATE messages SET text = ?, edited_at = ? WHERE seq = ?",
                (text, now, message.seq),
            )
            _note_change(db, message.seq, "edited", now, text)

    def delete(self, message: Message) -> None:
        with self.writing() as db:
            db.execute("UPDATE messages SET deleted = 1 WHERE seq = ?", (message.seq,))
            _note_change(db, message.seq, "deleted", time.time(), "")

    def changes(self, account: str, *, after: int, limit: int) -> list[Change]:
        """Of what the account may see, oldest first. How a message read before it was deleted is
        nobody's business any more."""
        sql = (
            "SELECT c.id, m.id, m.kind, c.what, c.at, c.text FROM changes c "
            "JOIN messages m ON m.seq = c.seq "
            "JOIN timeline t ON t.seq = m.seq AND t.kind = m.kind AND t.account = ? "
            "WHERE c.id > ? AND (c.what = 'deleted' OR NOT m.deleted) ORDER BY c.id LIMIT ?"
        )
        return [Change(*row) for row in self.rows(sql, (account, after, limit))]

    def count(self) -> int:
        return int(self.rows("SELECT count(*) FROM messages")[0][0])

    def known_ids(self) -> set[str]:
        return {row[0] for row in self.rows("SELECT id FROM messages")}

    # What is still to come

    def schedule(self, items: Iterable[tuple[float, dict[str, Any]]]) -> None:
        """What has `by`, or else the first key of what is to be done, is its label."""
        with self.writing() as db:
            db.executemany(
                "INSERT INTO scheduled (due_at, label, what) VALUES (?, ?, ?)",
                [
                    (due, what.get("by") or next(iter(what)), json.dumps(what))
                    for due, what in items
                ],
            )

    def is_scheduled(self, label: str) -> bool:
        return bool(self.rows("SELECT 1 FROM scheduled WHERE label = ? LIMIT 1", (label,)))

    def due(self, now: float, limit: int = 500) -> list[tuple[int, float, dict[str, Any]]]:
        sql = "SELECT id, due_at, what FROM scheduled WHERE due_at <= ? ORDER BY due_at, id LIMIT ?"
        return [(row[0], row[1], json.loads(row[2])) for row in self.rows(sql, (now, limit))]

    def done(self, scheduled_id: int) -> None:
        with self.writing() as db:
            db.execute("DELETE FROM scheduled WHERE id = ?", (scheduled_id,))

    # What is told only when an account has answered

    def keep_back(
        self,
        turns: Mapping[tuple[str, int], list[dict[str, Any]]],
        threads: Iterable[tuple[str, str]],
    ) -> None:
        with self.writing() as db:
            db.executemany(
                "REPLACE INTO waiting VALUES (?, ?, ?)",
                [(*key, json.dumps(drafts)) for key, drafts in turns.items()],
            )
            db.executemany("REPLACE INTO waiting_threads VALUES (?, ?)", threads)

    def release(self, thread: str) -> list[dict[str, Any]]:
        """The next turn of this thread's conversation; it will not be given again."""
        with self.writing() as db:
            found = db.execute(
                "SELECT conversation, turn, drafts FROM waiting WHERE conversation IN "
                "(SELECT conversation FROM waiting_threads WHERE thread = ?) "
                "ORDER BY conversation, turn LIMIT 1",
                (thread,),
            ).fetchone()
            if found is None:
                return []
            db.execute("DELETE FROM waiting WHERE conversation = ? AND turn = ?", found[:2])
        return list(json.loads(found[2]))


def _note_change(db: sqlite3.Connection, seq: int, what: str, at: float, text: str) -> None:
    db.execute(
        "INSERT INTO changes (seq, what, at, text) VALUES (?, ?, ?, ?)", (seq, what, at, text)
    )
