"""What was said in one case, oldest first: one query whatever its length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.prepared import Prepared
from care.core.tenancy import current_organisation_id
from inbox.selectors.files import FileFact, facts_of, files_json

MESSAGES_SHOWN = 300


@dataclass(frozen=True, slots=True)
class VersionFact:
    """What a message said until then."""

    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class MessageFact:
    id: int
    inbound: bool
    private: bool
    text: str
    at: datetime
    url: str
    external_id: str | None
    author: str
    handle: str
    member_id: int | None
    send_state: str | None
    send_error: str
    undo_until: datetime | None
    scheduled_for: datetime | None
    acknowledges: bool
    attempts: int
    looked_for: bool
    """Nobody knows whether it was sent, and Care looks for it on the network."""
    parent_external_id: str | None
    context: bool
    """The brand's own post that the customer answered; part of no case."""
    edited_at: datetime | None
    deleted_at: datetime | None
    versions: tuple[VersionFact, ...]
    """What it said before its edits, oldest first, as far as it is known."""
    files: tuple[FileFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    messages: tuple[MessageFact, ...]
    cut: bool
    """Older messages exist that are not shown."""

    @property
    def last_inbound(self) -> MessageFact | None:
        """The customer's last words that still stand."""
        heard = (said for said in reversed(self.messages) if said.inbound)
        return next((said for said in heard if said.deleted_at is None), None)


_COLUMNS = f"""
  m.id, m.direction = 'in' AS inbound, m.visibility = 'private' AS private, m.text,
  m.sent_at AS at, m.url, m.external_id, m.member_id, m.case_id IS NULL AS context,
  coalesce(nullif(i.display_name, ''), i.handle, '') AS author, coalesce(i.handle, '') AS handle,
  o.state AS send_state, coalesce(o.last_error, '') AS send_error, o.undo_until, o.scheduled_for,
  m.acknowledges,
  coalesce(o.attempts, 0) AS attempts, o.look_at IS NOT NULL AS looked_for, m.parent_external_id,
  m.edited_at, m.deleted_at,
  CASE WHEN m.edited_at IS NOT NULL THEN
    (SELECT json_agg(json_build_object('text', v.text, 'until', v.until) ORDER BY v.until, v.id)
     FROM inbox_messageversion v
     WHERE v.organisation_id = m.organisation_id AND v.message_id = m.id) END AS versions,
  {files_json("m", "message_id")} AS files
FROM inbox_message m
LEFT JOIN inbox_identity i ON i.organisation_id = m.organisation_id AND i.id = m.identity_id
LEFT JOIN inbox_outbox o ON o.organisation_id = m.organisation_id AND o.message_id = m.id
WHERE m.organisation_id = %(organisation)s
"""

# The case's messages, and the brand's posts above them: those that they answer, and those that
# these answer in turn, past what others said in between. A chain that closes ends somewhere.
_TIMELINE = Prepared(
    f"""
WITH RECURSIVE above (external_id, height) AS (
  SELECT DISTINCT a.parent_external_id, 1 FROM inbox_message a
  WHERE a.organisation_id = %(organisation)s AND a.case_id = %(case)s AND a.kind = 'post'
    AND a.parent_external_id IS NOT NULL
  UNION
  SELECT p.parent_external_id, above.height + 1 FROM above
  JOIN inbox_message p ON p.organisation_id = %(organisation)s AND p.channel_id = %(channel)s
    AND p.kind = 'post' AND p.external_id = above.external_id
  WHERE p.parent_external_id IS NOT NULL AND above.height < 10
)
(SELECT {_COLUMNS} AND m.case_id = %(case)s
 ORDER BY m.sent_at DESC, m.id DESC LIMIT %(limit)s)
UNION ALL
(SELECT {_COLUMNS} AND m.channel_id = %(channel)s AND m.kind = 'post'
   AND m.direction = 'out' AND m.case_id IS NULL
   AND m.external_id IN (SELECT external_id FROM above))
ORDER BY at, id
""",
    organisation="bigint",
    case="bigint",
    channel="bigint",
    limit="integer",
)


def timeline_of(case_id: int, channel_id: int) -> Timeline:
    """For a case that its reader may see: whoever asks went through `inbox.access` before."""
    found = _TIMELINE.fetch_named(
        {
            "organisation": current_organisation_id(),
            "case": case_id,
            "channel": channel_id,
            "limit": MESSAGES_SHOWN + 1,
        }
    )
    return Timeline(
        messages=tuple(_fact(values) for values in found[-MESSAGES_SHOWN:]),
        cut=len(found) > MESSAGES_SHOWN,
    )


def _fact(values: dict[str, Any]) -> MessageFact:
    versions = values.pop("versions") or ()
    files = facts_of(values.pop("files"))
    kept = (VersionFact(v["text"], datetime.fromisoformat(v["until"])) for v in versions)
    return MessageFact(**values, versions=tuple(kept), files=files)
