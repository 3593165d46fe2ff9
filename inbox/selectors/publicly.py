"""Does a case lack a last public word?"""

from __future__ import annotations

from care.core.bulk import fetch
from care.core.tenancy import current_organisation_id

# A reply that was given up was never said.
_SAID = """
SELECT m.direction, m.visibility FROM inbox_message m
LEFT JOIN inbox_outbox o ON o.organisation_id = m.organisation_id AND o.message_id = m.id
WHERE m.organisation_id = %s AND m.case_id = %s AND m.deleted_at IS NULL AND NOT m.acknowledges
  AND NOT EXISTS (
    SELECT FROM inbox_event e WHERE e.organisation_id = m.organisation_id AND e.case_id = m.case_id
      AND e.kind = 'reply_queued' AND e.data ->> 'purpose' = 'invite'
      AND (e.data ->> 'message')::bigint = m.id)
  AND o.state IS DISTINCT FROM 'discarded' AND o.state IS DISTINCT FROM 'failed'
  AND NOT (m.direction = 'in' AND m.quiet)
ORDER BY m.sent_at, m.id
"""


def lacks_public_close(case_id: int, *, answering_in_private: bool = False) -> bool:
    """The customer complained in public, we worked in private, and the last public word is theirs:
    an invitation to write in private, or "we look into it", is none that ends a story. For a case
    that its reader may see."""
    found = fetch(_SAID, [current_organisation_id(), case_id])
    said = [(direction == "in", way == "private") for direction, way in found]
    return unclosed([*said, (False, True)] if answering_in_private else said)


def unclosed(said: list[tuple[bool, bool]]) -> bool:
    """Pure. Each message, oldest first, as (from the customer, in private)."""
    public = [inbound for inbound, private in said if not private]
    answered_in_private = any(private and not inbound for inbound, private in said)
    return bool(public) and public[-1] and answered_in_private
