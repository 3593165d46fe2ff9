"""Words that waited for first line have been sent, or are not needed any more."""

from __future__ import annotations

from datetime import datetime

from inbox.models import Case, Proposal
from inbox.models.lines import ProposalKind
from routing.policy import house


def settle(case: Case, *, kind: ProposalKind, at: datetime) -> bool:
    waiting = Proposal.objects.filter(case=case, kind=kind, settled_at__isnull=True)
    return bool(waiting.update(settled_at=at))


def settle_what_was_shown(case: Case, at: datetime) -> None:
    """First line answered the customer: what stood in the composer did its work. While the case is
    with another line nothing stood there."""
    rules = house()
    if rules.teams[case.team_id].line_id == rules.front_line_id:
        asked = settle(case, kind=ProposalKind.QUESTION, at=at)
        if not asked:
            settle(case, kind=ProposalKind.DRAFT, at=at)
