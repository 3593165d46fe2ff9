"""The most urgent case of a queue, handed to whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Case as Choose
from django.db.models import F, IntegerField, Value, When
from django.db.models.functions import Coalesce

from care.core.brief_wait import waiting_briefly
from care.core.models import Member
from inbox.access import visible_to
from inbox.actions.assign import do_take
from inbox.models import Case
from inbox.models.cases import State
from routing.engine.pick import ACTIONABILITY_RANK, PRIORITY_RANK


def _rank(column: str, ranks: Mapping[Any, int]) -> Choose:
    whens = (When(**{column: value}, then=Value(rank)) for value, rank in ranks.items())
    return Choose(*whens, default=Value(len(ranks)), output_field=IntegerField())


# The order of `routing.engine.pick`.
_URGENCY = (
    F("due_at").asc(nulls_last=True),
    _rank("priority", PRIORITY_RANK),
    _rank("actionability", ACTIONABILITY_RANK),
    Coalesce("unanswered_since", "opened_at"),
    F("id"),
)


def do_next(*, member: Member, team_id: int) -> Case | None:
    """As `do_next_of`, out of one queue."""
    return do_next_of(member=member, team_ids=[team_id])


def do_next_of(*, member: Member, team_ids: Collection[int]) -> Case | None:
    """The most urgent open case of the teams' queues that nobody works on, taken by `member`; None
    when there is none. Two who ask at once get two cases: what somebody else is about to take is
    passed over."""
    free = (
        visible_to(member)
        .filter(team_id__in=team_ids, state=State.OPEN, assignee__isnull=True)
        .order_by(*_URGENCY)
    )
    case = free.select_for_update(skip_locked=True, of=("self",)).first()
    if case is None:
        # It may be a worker that holds the only one left, and nobody is about to take it.
        case = waiting_briefly(free.select_for_update(of=("self",)).first)
    if case is not None:
        do_take(member=member, case=case)
    return case
