"""Which tables a tape fills, and how a column of a playing comes from the same column of the tape.

Nearly every column is copied; moments move by the playing's weeks. `t` is a row of the tape, `p`
the playing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

MADE = MappingProxyType(
    {
        "case": "p.case_id",
        "customer": "p.customer",
        "identity": "CASE WHEN t.direction = 'in' THEN p.customer END",
        "message": "p.message + t.{0}",
        "thread": "p.thread + t.{0}",
        "tagging": "p.tagging + t.{0}",
        "note": "p.note + t.{0}",
        "event": "p.event + t.{0}",
        "named": "'seed' || (p.message + t.{0}::bigint)",
        "text": "replace(t.{0}, '{{ref}}', p.ref)",
        "conversation": "CASE WHEN t.id = 2 THEN 'seed' || p.case_id END",
        "data": "CASE WHEN t.what = '' THEN t.data::jsonb ELSE (t.data || (t.which + CASE t.what"
        " WHEN 'message' THEN p.message WHEN 'tagging' THEN p.tagging WHEN 'note' THEN p.note"
        " WHEN 'customer' THEN p.customer ELSE p.seconds END)::text || t.after)::jsonb END",
    }
)
"""Whatever is not copied and not just moved in time; {0}: the column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    table: str
    columns: Sequence[str]
    made: Mapping[str, str] = field(default_factory=dict)
    """Column → a key of MADE. All others are copied."""
    more: str = ""
    """Columns of the tape alone, as DDL."""


CASES = Sheet(
    "inbox_case",
    (
        *("id", "brand_id", "channel_id", "customer_id", "team_id", "owner_id", "assignee_id"),
        *("state", "priority", "actionability", "opened_at", "looked_at", "acted_at"),
        *("last_message_at", "last_inbound_at", "unanswered_since", "resolved_at", "settled_at"),
        *("thanked_at", "friction_at", "snippet", "last_visibility", "language"),
    ),
    {"id": "case", "customer_id": "customer", "snippet": "text"},
)
THREADS = Sheet(
    "inbox_thread",
    ("id", "channel_id", "conversation"),
    {"id": "thread", "conversation": "conversation"},
)
SEATS = Sheet(
    "inbox_threadseat",
    ("thread_id", "customer_id", "case_id"),
    {"thread_id": "thread", "customer_id": "customer", "case_id": "case"},
)
MESSAGES = Sheet(
    "inbox_message",
    (
        *("id", "case_id", "channel_id", "thread_id", "kind", "external_id", "parent_external_id"),
        *("direction", "visibility", "identity_id", "member_id", "text", "sent_at", "received_at"),
        *("url", "quiet", "acknowledges"),
    ),
    {
        "id": "message",
        "case_id": "case",
        "thread_id": "thread",
        "external_id": "named",
        "parent_external_id": "named",
        "identity_id": "identity",
        "text": "text",
    },
)
OUTBOX = Sheet(
    "inbox_outbox",
    (
        *("message_id", "channel_id", "state", "idempotency_key", "attempts", "attempt_at"),
        *("last_error", "sent_at", "looks", "sent_anew"),
    ),
    {"message_id": "message", "idempotency_key": "named"},
)
NOTES = Sheet(
    "inbox_note",
    ("id", "case_id", "member_id", "purpose", "text", "at"),
    {"id": "note", "case_id": "case", "text": "text"},
)
TAGGINGS = Sheet(
    "inbox_tagging",
    ("id", "case_id", "tag_id", "member_id", "rule_id", "why", "at", "undone_at", "undone_by_id"),
    {"id": "tagging", "case_id": "case"},
)
LEGS = Sheet(
    "inbox_leg",
    ("case_id", "team_id", "line_id", "assignee_id", "started_at", "ended_at", "reason_id"),
    {"case_id": "case"},
)
CLOCKS = Sheet(
    "inbox_clock",
    (
        *("case_id", "kind", "line_id", "policy_id", "calendar_id", "target_seconds", "started_at"),
        *("due_at", "breached_at", "ended_at", "void"),
    ),
    {"case_id": "case"},
)
EVENTS = Sheet(
    "inbox_event",
    ("id", "case_id", "kind", "at", "recorded_at", "member_id", "rule_id", "data"),
    {"id": "event", "case_id": "case", "data": "data"},
    more="what text, which bigint, after text",
)
STATE = (CASES, THREADS, SEATS, MESSAGES, OUTBOX, NOTES, TAGGINGS, LEGS, CLOCKS, EVENTS)
"""In the order in which rows point at each other."""
PEOPLE = ("inbox_customer", "inbox_identity")
