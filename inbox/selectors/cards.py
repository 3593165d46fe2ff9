"""One case with all that stands around it, in one query: clocks, tags, notes, who had it, and the
customer's other cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.prepared import Prepared
from care.core.tenancy import current_organisation_id
from inbox.access import SEEN
from inbox.events import Kind
from inbox.selectors.files import FileFact, facts_of, files_json
from inbox.selectors.lines import (
    BETWEEN_THE_LINES,
    LISTS,
    SINGLE,
    ItemFact,
    OfferedProblem,
    ProblemFact,
    ProposalFact,
    ReasonFact,
)

EARLIER_SHOWN = 12
NOTES_SHOWN = 200
TAGGINGS_SHOWN = 200
EVENTS_SHOWN = 300
LEGS_SHOWN = 50
IDENTITIES_SHOWN = 20
MERGES_SHOWN = 20

# Messages and notes stand in the timeline themselves; clocks that were met are no news, nor is how
# long somebody worked.
_SILENT = (
    Kind.MESSAGE_RECEIVED,
    Kind.NATIVE_REPLY,
    Kind.REPLY_SENT,
    Kind.REPLY_FAILED,
    Kind.REPLY_UNKNOWN,
    Kind.MESSAGE_EDITED,
    Kind.MESSAGE_DELETED,
    Kind.NOTE_ADDED,
    Kind.CLOCK_ENDED,
    Kind.CASE_OPENED,
    Kind.TOUCHED,
)


@dataclass(frozen=True, slots=True)
class ClockFact:
    kind: str
    target_seconds: int
    due_at: datetime | None
    paused_at: datetime | None
    turns: int = 0
    target_turns: int | None = None
    policy: str | None = None
    """Its name; none of a network's own limit."""
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class TaggingFact:
    id: int
    tag_id: int
    member_id: int | None
    rule_name: str | None
    why: str
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoteFact:
    id: int
    member_id: int
    purpose: str
    text: str
    at: datetime
    problem_entry_id: int | None
    """The version of a known problem's note that was written down here."""
    files: tuple[FileFact, ...] = ()


@dataclass(frozen=True, slots=True)
class LegFact:
    team_id: int
    assignee_id: int | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventFact:
    id: int
    kind: str
    at: datetime
    member_id: int | None
    rule_name: str | None
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class IdentityFact:
    network: str
    handle: str
    display_name: str
    profile: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class EarlierFact:
    id: int
    channel_id: int
    state: str
    snippet: str
    owner_id: int | None
    assignee_id: int | None
    opened_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldFact:
    """A custom field that is asked for."""

    of: str
    slug: str
    name: str
    kind: str
    choices: list[str]


@dataclass(frozen=True, slots=True)
class MergeFact:
    """Another customer that was made one with this one, and can be parted again."""

    id: int
    gone: str
    member_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseFact:
    id: int
    customer_id: int
    customer: str
    customer_since: datetime
    brand_id: int
    brand: str
    signature_style: str
    greeting: str
    customer_fields: dict[str, Any] | None
    case_fields: dict[str, Any] | None
    friction_at: datetime | None
    private_invitation: str
    public_close: str
    channel_id: int
    team_id: int
    owner_id: int | None
    assignee_id: int | None
    state: str
    priority: str
    actionability: str
    opened_at: datetime
    looked_at: datetime | None
    last_message_at: datetime
    last_visibility: str
    due_at: datetime | None
    snoozed_until: datetime | None
    kept_until: datetime | None
    resolved_at: datetime | None
    thanked_at: datetime | None
    asked_private_at: datetime | None
    clocks: tuple[ClockFact, ...]
    taggings: tuple[TaggingFact, ...]
    notes: tuple[NoteFact, ...]
    events: tuple[EventFact, ...]
    """Newest first."""
    legs: tuple[LegFact, ...]
    identities: tuple[IdentityFact, ...]
    """First those that wrote in this case."""
    earlier: tuple[EarlierFact, ...]
    custom_fields: tuple[FieldFact, ...]
    merges: tuple[MergeFact, ...]
    topic_items: tuple[ItemFact, ...]
    problem: ProblemFact | None
    problems: tuple[OfferedProblem, ...]
    """Those that a case may be said to report; open ones first."""
    proposals: tuple[ProposalFact, ...]
    """Words that wait for first line; a question before a draft."""
    reasons: tuple[ReasonFact, ...]
    version: str
    watched: bool
    """By the member who looks."""
    told: bool
    """Notices of it wait for the member who looks."""

    def handle_on(self, network: str) -> str:
        for identity in self.identities:
            if identity.network == network:
                return identity.handle
        return ""

    @property
    def tags_on(self) -> tuple[TaggingFact, ...]:
        return tuple(tagging for tagging in self.taggings if tagging.undone_at is None)


_PARTS = {
    "clocks": ClockFact,
    "taggings": TaggingFact,
    "notes": NoteFact,
    "events": EventFact,
    "legs": LegFact,
    "identities": IdentityFact,
    "earlier": EarlierFact,
    "custom_fields": FieldFact,
    "merges": MergeFact,
    **LISTS,
}

# Everything that changes a case's page is an event, but for some steps of a reply on its way and of
# files that come from a network. The count stands beside the newest id, because a smaller id may
# become visible after a greater one.
_VERSION = """
  (SELECT coalesce(max(e.id), 0) || '.' || count(*) FROM inbox_event e
   WHERE e.organisation_id = c.organisation_id AND e.case_id = c.id)
  || (SELECT coalesce(string_agg('.' || o.id || o.state || o.attempts
        || (CASE WHEN o.look_at IS NULL THEN '' ELSE 'l' END) || left(md5(o.last_error), 4),
        '' ORDER BY o.id), '')
      FROM inbox_message m
      JOIN inbox_outbox o ON o.organisation_id = m.organisation_id AND o.message_id = m.id
      WHERE m.organisation_id = c.organisation_id AND m.case_id = c.id AND o.state <> 'sent')
  || (SELECT coalesce(string_agg('.' || f.id || left(f.state, 1), '' ORDER BY f.id), '')
      FROM inbox_message m
      JOIN inbox_attachment f ON f.organisation_id = m.organisation_id AND f.message_id = m.id
      WHERE m.organisation_id = c.organisation_id AND m.case_id = c.id AND f.state <> 'here')
"""

_WHO = {"organisation": "bigint", "member": "bigint", "case": "bigint"}

_CASE = """
SELECT c.id, c.customer_id, c.brand_id, c.channel_id, c.team_id, c.owner_id, c.assignee_id,
  c.state, c.priority, c.actionability, c.opened_at, c.looked_at, c.last_message_at,
  c.last_visibility, c.due_at, c.snoozed_until, c.kept_until, c.resolved_at, c.thanked_at,
  c.asked_private_at, b.private_invitation, b.public_close,
  cu.display_name AS customer, cu.first_seen_at AS customer_since,
  b.name AS brand, b.signature_style AS signature_style, b.greeting AS greeting,
  cu.fields::json AS customer_fields, c.fields::json AS case_fields, c.friction_at,
  {version} AS version,
  EXISTS (SELECT FROM inbox_watch x WHERE x.organisation_id = c.organisation_id
    AND x.case_id = c.id AND x.member_id = %(member)s) AS watched,
  EXISTS (SELECT FROM inbox_notice x WHERE x.organisation_id = c.organisation_id
    AND x.member_id = %(member)s AND x.read_at IS NULL AND x.case_id = c.id) AS told,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.kind, x.target_seconds, x.due_at, x.paused_at, x.turns, x.target_turns,
       p.name AS policy, k.name AS calendar
     FROM inbox_clock x
     LEFT JOIN routing_slapolicy p ON p.organisation_id = x.organisation_id AND p.id = x.policy_id
     LEFT JOIN routing_calendar k
       ON k.organisation_id = x.organisation_id AND k.id = x.calendar_id
     WHERE x.organisation_id = c.organisation_id AND x.case_id = c.id AND x.ended_at IS NULL
     ORDER BY x.due_at, x.id) found) AS clocks,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.id, x.tag_id, x.member_id, r.name AS rule_name, x.why, x.at, x.undone_at
     FROM inbox_tagging x
     LEFT JOIN routing_rule r ON r.organisation_id = x.organisation_id AND r.id = x.rule_id
     WHERE x.organisation_id = c.organisation_id AND x.case_id = c.id
     ORDER BY x.at DESC, x.id DESC LIMIT {taggings}) found) AS taggings,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.id, x.member_id, x.purpose, x.text, x.at, x.problem_entry_id, {files} AS files
     FROM inbox_note x
     WHERE x.organisation_id = c.organisation_id AND x.case_id = c.id
     ORDER BY at DESC, id DESC LIMIT {notes}) found) AS notes,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.id, x.kind, x.at, x.member_id, r.name AS rule_name, x.data
     FROM inbox_event x
     LEFT JOIN routing_rule r ON r.organisation_id = x.organisation_id AND r.id = x.rule_id
     WHERE x.organisation_id = c.organisation_id AND x.case_id = c.id
       AND x.kind <> ALL (%(silent)s)
     ORDER BY x.at DESC, x.id DESC LIMIT {events}) found) AS events,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT team_id, assignee_id, started_at, ended_at FROM inbox_leg x
     WHERE x.organisation_id = c.organisation_id AND x.case_id = c.id
     ORDER BY started_at DESC, id DESC LIMIT {legs}) found) AS legs,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT network, handle, display_name, profile FROM inbox_identity x
     WHERE x.organisation_id = c.organisation_id AND x.customer_id = c.customer_id
     ORDER BY NOT EXISTS (SELECT FROM inbox_message m
       WHERE m.organisation_id = x.organisation_id AND m.case_id = c.id AND m.identity_id = x.id),
       x.id LIMIT {identities}) found) AS identities,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT id, channel_id, state, snippet, owner_id, assignee_id, opened_at, settled_at
     FROM inbox_case x
     WHERE x.organisation_id = c.organisation_id AND x.customer_id = c.customer_id
       AND x.id <> c.id AND {seen_too}
     ORDER BY opened_at DESC, id DESC LIMIT {earlier}) found) AS earlier,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.of, x.slug, x.name, x.kind, x.choices FROM routing_customfield x
     WHERE x.organisation_id = c.organisation_id AND x.retired_at IS NULL
     ORDER BY x.position, x.id) found) AS custom_fields,
  (SELECT json_agg(row_to_json(found)) FROM (
     SELECT x.id, g.display_name AS gone, x.member_id, x.at FROM inbox_customermerge x
     JOIN inbox_customer g ON g.organisation_id = x.organisation_id AND g.id = x.gone_id
     WHERE x.organisation_id = c.organisation_id AND x.survivor_id = c.customer_id
       AND x.undone_at IS NULL ORDER BY x.at DESC, x.id DESC LIMIT {merges}) found) AS merges,
  {between}
FROM inbox_case c
JOIN inbox_customer cu ON cu.organisation_id = c.organisation_id AND cu.id = c.customer_id
JOIN routing_brand b ON b.organisation_id = c.organisation_id AND b.id = c.brand_id
WHERE c.id = %(case)s AND {seen}
"""
_FACT = Prepared(
    _CASE.format(
        seen=SEEN,
        seen_too=SEEN.replace("c.", "x."),
        version=_VERSION,
        files=files_json("x", "note_id"),
        taggings=TAGGINGS_SHOWN,
        notes=NOTES_SHOWN,
        events=EVENTS_SHOWN,
        legs=LEGS_SHOWN,
        identities=IDENTITIES_SHOWN,
        earlier=EARLIER_SHOWN,
        merges=MERGES_SHOWN,
        between=BETWEEN_THE_LINES,
    ),
    **_WHO,
    silent="text[]",
)
_VERSION_ALONE = Prepared(
    f"SELECT {_VERSION} FROM inbox_case c WHERE c.id = %(case)s AND {SEEN}", **_WHO
)


def case_fact(case_id: int, *, member_id: int) -> CaseFact | None:
    """None: there is no such case in the member's sight."""
    silent = [str(kind) for kind in _SILENT]
    found = _FACT.fetch_named(_asked(case_id, member_id) | {"silent": silent})
    if not found:
        return None
    row = found[0]
    for name, fact in _PARTS.items():
        row[name] = tuple(fact(**_timed(part)) for part in row[name] or ())
    for name, single in SINGLE.items():
        row[name] = single(**_timed(row[name])) if row[name] else None
    return CaseFact(**row)


def case_version(case_id: int, *, member_id: int) -> str | None:
    """The `version` alone, cheap enough to be asked for every few seconds."""
    found = _VERSION_ALONE.fetch(_asked(case_id, member_id))
    return str(found[0][0]) if found else None


def _asked(case_id: int, member_id: int) -> dict[str, Any]:
    return {
        "organisation": current_organisation_id(),
        "member": member_id,
        "case": case_id,
    }


def _timed(values: dict[str, Any]) -> dict[str, Any]:
    """JSON carries times as text; Postgres writes them in ISO form with a zone."""
    return {
        name: datetime.fromisoformat(value)
        if value and name.endswith("at")
        else facts_of(value)
        if name == "files"
        else value
        for name, value in values.items()
    }
