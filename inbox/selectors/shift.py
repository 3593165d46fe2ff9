"""The numbers with which a shift begins, in one question; their lists are the views of
`inbox.selectors.yours`, and a test holds both to the same cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from care.core.models import Member
from care.core.prepared import Prepared
from care.core.tenancy import current_organisation_id
from care.core.times import midnight
from inbox.access import SEEN
from inbox.selectors.yours import end_of_today


@dataclass(frozen=True, slots=True)
class Waiting:
    came_back: int
    promised: int
    pressing: int
    called: int


# Written as SQL, like the counters of the rail: a page of every day asks it.
_WAITING = Prepared(
    f"""
SELECT
  (SELECT count(*) FROM inbox_case c WHERE c.state IN ('open', 'waiting', 'snoozed') AND {SEEN}
     AND c.id IN (SELECT n.case_id FROM inbox_notice n WHERE n.organisation_id = %(organisation)s
       AND n.member_id = %(member)s AND n.read_at IS NULL AND n.kind = 'came_back')),
  (SELECT count(*) FROM inbox_case c WHERE {SEEN} AND c.id IN (
     SELECT s.id FROM inbox_case s WHERE s.organisation_id = %(organisation)s
       AND s.state = 'snoozed' AND s.merged_into_id IS NULL AND s.snoozed_until < %(until)s
       AND (s.assignee_id = %(member)s OR s.owner_id = %(member)s)
     UNION SELECT m.case_id FROM inbox_outbox o JOIN inbox_message m
       ON m.organisation_id = o.organisation_id AND m.id = o.message_id
     WHERE o.organisation_id = %(organisation)s AND o.state = 'queued' AND o.attempts = 0
       AND o.scheduled_for < %(until)s AND m.member_id = %(member)s)),
  (SELECT count(*) FROM inbox_case c WHERE c.assignee_id = %(member)s
     AND c.state = 'open' AND {SEEN} AND c.due_at < now() + (
       SELECT soon_late_minutes * interval '1 minute' FROM routing_engagement
       WHERE organisation_id = %(organisation)s)),
  (SELECT count(*) FROM inbox_case c WHERE {SEEN} AND c.id IN (
     SELECT n.case_id FROM inbox_notice n WHERE n.organisation_id = %(organisation)s
       AND n.member_id = %(member)s AND n.read_at IS NULL AND n.kind = 'mention'))
""",
    organisation="bigint",
    member="bigint",
    until="timestamptz",
)


def waiting_for(member: Member) -> Waiting:
    asked = {
        "organisation": current_organisation_id(),
        "member": member.id,
        "until": end_of_today(),
    }
    ((came_back, promised, pressing, called),) = _WAITING.fetch(asked)
    return Waiting(came_back, promised, pressing, called)


def begins(member: Member, now: datetime) -> bool:
    """On shift, and what waited was not put away since they came, nor since the day began."""
    if not member.available:
        return False
    today = midnight(timezone.localtime(now).date())
    return member.greeted_at is None or member.greeted_at < max(member.available_since, today)
