"""The replies of a channel that may be on the network although we have not heard so."""

from __future__ import annotations

from care.core.prepared import Prepared
from inbox.flow.delivery.evidence import Attempt
from inbox.models.messages import SendState

# Also a reply that is about to be sent anew, or was and failed: its first attempt may show up at
# the last moment. One that surely never arrived has no attempt left (`refused`).
_IN_FLIGHT = Prepared(
    """
SELECT o.id, o.state, m.kind, m.parent_external_id, t.conversation, m.text, o.attempt_at
FROM (
  SELECT id, organisation_id, message_id, state, attempt_at FROM inbox_outbox
  WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s
    AND state IN ('sending', 'unknown')
  UNION ALL
  SELECT id, organisation_id, message_id, state, attempt_at FROM inbox_outbox
  WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s
    AND state = 'queued' AND next_attempt_at IS NOT NULL
  UNION ALL
  SELECT id, organisation_id, message_id, state, attempt_at FROM inbox_outbox
  WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s AND state = 'failed'
) o, LATERAL (
  SELECT kind, parent_external_id, text, thread_id FROM inbox_message
  WHERE organisation_id = o.organisation_id AND id = o.message_id OFFSET 0
) m, LATERAL (
  SELECT conversation FROM inbox_thread
  WHERE organisation_id = o.organisation_id AND id = m.thread_id OFFSET 0
) t
WHERE o.attempt_at IS NOT NULL
ORDER BY o.id
""",
    organisation="bigint",
    channel="bigint",
)


def in_flight(organisation_id: int, channel_id: int) -> list[Attempt]:
    """Needs the organisation's door."""
    rows = _IN_FLIGHT.fetch({"organisation": organisation_id, "channel": channel_id})
    return [
        Attempt(outbox_id, state != SendState.SENDING, *rest) for outbox_id, state, *rest in rows
    ]
