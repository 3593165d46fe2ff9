"""Replies that were written for later, when the customer writes first."""

from __future__ import annotations

from collections.abc import Iterable

from care.core.prepared import Prepared
from inbox.actions.notices import notify
from inbox.events import Fact, Kind
from inbox.flow.ingest.working import Draft, Lane, WorkingCase
from inbox.models.desk import NoticeKind

# What somebody has begun since stands behind the words that did not leave.
_STOP = Prepared(
    """
WITH stopped AS (
  UPDATE inbox_outbox o SET state = 'discarded', next_attempt_at = NULL
  FROM inbox_message m
  WHERE o.organisation_id = %(organisation)s AND o.state = 'queued'
    AND o.scheduled_for IS NOT NULL AND o.attempts = 0
    AND m.organisation_id = o.organisation_id AND m.id = o.message_id
    AND m.case_id = ANY(%(cases)s)
  RETURNING o.id, o.message_id, m.case_id, m.member_id, m.text, m.visibility
), kept AS (
  INSERT INTO inbox_draft
    (organisation_id, member_id, case_id, pen, text, visibility, written_at)
  SELECT %(organisation)s, member_id, case_id, 'reply',
    string_agg(text, E'\n\n' ORDER BY id), (array_agg(visibility ORDER BY id DESC))[1], now()
  FROM stopped WHERE member_id IS NOT NULL GROUP BY case_id, member_id
  ON CONFLICT (organisation_id, member_id, case_id, pen) DO UPDATE
    SET text = EXCLUDED.text || E'\n\n' || inbox_draft.text, written_at = EXCLUDED.written_at
)
SELECT case_id, message_id, member_id FROM stopped ORDER BY id
""",
    organisation="bigint",
    cases="bigint[]",
)


def stop_scheduled(lane: Lane, cases: Iterable[WorkingCase], drafts: Iterable[Draft]) -> list[Fact]:
    """They do not leave, and become drafts of whoever wrote them. One statement, where the page
    brings words of customers to cases that were there before. Needs the cases' row locks."""
    heard = {d.case_id for d in drafts if d.inbound and not d.history}
    ids = [case.id for case in cases if not case.is_new and case.id in heard]
    if not ids:
        return []
    stopped = _STOP.fetch({"organisation": lane.organisation_id, "cases": ids})
    for case_id, _message, member in stopped:
        notify(NoticeKind.REPLY_STOPPED, case_id, [member], at=lane.now)
    return [
        Fact(case_id, Kind.REPLY_STOPPED, lane.now, data={"message": message, "member": member})
        for case_id, message, member in stopped
    ]
