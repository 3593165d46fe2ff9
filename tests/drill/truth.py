"""What is true after a seed, by the only two that are believed: the network's ledger and the
database, read as its superuser past every wall."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg2.extras import RealDictCursor

from tests.databases import admin_connection

Row = Mapping[str, Any]
DATABASE = "care"
# What is due this long and not done is done by nobody.
GRACE = "interval '10 seconds'"

# Every message beside every account that it concerns.
LEDGER = """
SELECT m.seq, m.id, m.kind, m.text, m.deleted, w.handle AS author, a.handle AS account,
       m.author = a.id AS own
FROM messages m JOIN timeline t ON t.seq = m.seq
JOIN people a ON a.id = t.account JOIN people w ON w.id = m.author
WHERE a.handle IN ({handles}) ORDER BY m.seq
"""
MESSAGES = """
SELECT m.id, m.organisation_id, c.handle AS account, m.kind, m.external_id, m.direction, m.text,
       m.case_id, m.member_id, m.deleted_at IS NOT NULL AS deleted
FROM inbox_message m
JOIN inbox_channel c ON c.organisation_id = m.organisation_id AND c.id = m.channel_id
WHERE m.organisation_id = ANY(%s) ORDER BY m.id
"""
REPLIES = f"""
SELECT o.id, m.id AS message_id, m.case_id, c.handle AS account, m.text, o.state, o.attempts,
       o.sent_anew, o.look_at, o.last_error, k.state AS case_state,
       CASE o.state
           WHEN 'sending' THEN coalesce(o.leased_until < now() - {GRACE}, true)
           WHEN 'queued' THEN coalesce(o.next_attempt_at < now() - {GRACE}, true)
           WHEN 'unknown' THEN coalesce(o.look_at < now() - {GRACE}, false)
           ELSE false
       END AS overdue,
       EXISTS (SELECT FROM inbox_event e WHERE e.organisation_id = o.organisation_id
           AND e.case_id = m.case_id AND e.kind = 'reply_unknown'
           AND (e.data->>'message')::bigint = m.id) AS doubted,
       EXISTS (SELECT FROM inbox_message n WHERE n.organisation_id = m.organisation_id
           AND n.case_id = m.case_id AND n.direction = 'out' AND n.id > m.id) AS answered_later
FROM inbox_outbox o
JOIN inbox_message m ON m.organisation_id = o.organisation_id AND m.id = o.message_id
JOIN inbox_case k ON k.organisation_id = m.organisation_id AND k.id = m.case_id
JOIN inbox_channel c ON c.organisation_id = m.organisation_id AND c.id = m.channel_id
WHERE o.organisation_id = ANY(%s) ORDER BY o.id
"""
PARKED = """
SELECT p.id, c.handle AS account, p.kind, p.external_id, p.reason
FROM inbox_parkeditem p
JOIN inbox_channel c ON c.organisation_id = p.organisation_id AND c.id = p.channel_id
WHERE p.organisation_id = ANY(%s)
"""
STREAMS = f"""
SELECT s.id, c.handle AS account, s.kind, s.failures, s.last_error,
       greatest(s.next_poll_at, s.leased_until) < now() - {GRACE} AS overdue
FROM inbox_stream s
JOIN inbox_channel c ON c.organisation_id = s.organisation_id AND c.id = s.channel_id
WHERE s.organisation_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Truth:
    """Plain rows, named as the statements above name them."""

    ledger: Sequence[Row]
    messages: Sequence[Row]
    replies: Sequence[Row]
    parked: Sequence[Row]
    streams: Sequence[Row]


def read_truth(ledger: Path, handles: Sequence[str], organisations: Sequence[int]) -> Truth:
    # The network first: what it shows later the database cannot have.
    said = _ledger(ledger, handles)
    ids = [list(organisations)]
    return Truth(
        ledger=said,
        messages=read(MESSAGES, ids),
        replies=read(REPLIES, ids),
        parked=read(PARKED, ids),
        streams=read(STREAMS, ids),
    )


def _ledger(path: Path, handles: Sequence[str]) -> list[Row]:
    marks = ", ".join("?" for _ in handles)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute(LEDGER.format(handles=marks), list(handles))
        return [dict(row) for row in found]


def read(statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    with (
        closing(admin_connection(DATABASE)) as admin,
        admin.cursor(cursor_factory=RealDictCursor) as cursor,
    ):
        cursor.execute(statement, parameters or None)
        return [dict(row) for row in cursor.fetchall()]


def write(statement: str, parameters: Sequence[Any]) -> None:
    with closing(admin_connection(DATABASE)) as admin, admin.cursor() as cursor:
        cursor.execute(statement, parameters)
