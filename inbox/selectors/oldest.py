"""The customer who has waited longest, of each queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from care.core.bulk import fetch
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.access import SEEN


@dataclass(frozen=True, slots=True)
class OldestWait:
    case_id: int
    since: datetime


# Of what stands in the queue: a case that is snoozed, or waits for the customer, is none.
_OLDEST = f"""
SELECT DISTINCT ON (c.team_id) c.team_id, c.id, c.unanswered_since FROM inbox_case c
WHERE c.state = 'open' AND c.unanswered_since IS NOT NULL AND {SEEN}
ORDER BY c.team_id, c.unanswered_since, c.id
"""


def oldest_waits(member: Member) -> dict[int, OldestWait]:
    """By team, of the cases that the member may see."""
    values = {"organisation": current_organisation_id(), "member": member.id}
    return {team_id: OldestWait(*rest) for team_id, *rest in fetch(_OLDEST, values)}
