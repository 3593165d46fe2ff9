"""Tells people of cases of theirs for which little time is left: once a clock."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Now
from django.utils import timezone

from inbox.actions.notices import notify
from inbox.models import Case, Clock, Notice
from inbox.models.clocks import ClockKind
from inbox.models.desk import NoticeKind


def warn(clock_ids: Iterable[int]) -> int:
    """Needs the organisation's door. Cases before their clocks, as everywhere; one that somebody
    changes at this moment waits for the next tick: its clock may be about to end."""
    running = Clock.objects.filter(
        id__in=list(clock_ids),
        due_at__isnull=False,
        breached_at__isnull=True,
        ended_at__isnull=True,
        warned_at__isnull=True,
    ).exclude(kind=ClockKind.TURNS)
    cases = {
        case.id: case
        for case in Case.objects.select_for_update(skip_locked=True)
        .filter(id__in=running.values("case_id"))
        .order_by("id")
    }
    clocks = list(running.filter(case_id__in=cases))
    Clock.objects.filter(id__in=[clock.id for clock in clocks]).update(warned_at=Now())
    concerned = {(clock.case_id, whose(clock, cases[clock.case_id])) for clock in clocks}
    known = set(
        Notice.objects.filter(
            kind=NoticeKind.SOON_LATE, read_at__isnull=True, case_id__in=cases
        ).values_list("case_id", "member_id")
    )
    now = timezone.now()
    for case_id, member_id in sorted(concerned - known, key=str):
        notify(NoticeKind.SOON_LATE, case_id, [member_id], at=now)
    return len(clocks)


def whose(clock: Clock, case: Case) -> int | None:
    """Whoever speaks to the customer owes the answer, wherever the case is; the time on the line is
    of whoever works on it there."""
    if clock.kind == ClockKind.OWNERSHIP:
        return case.assignee_id
    return case.owner_id or case.assignee_id
