"""Ticks: clocks that ran out, snoozes that end, cases kept for their owner no longer.

Due rows are found across organisations by id, then claimed one organisation at a time. Any number
of tickers may run: a row is claimed by its lock and told once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.db.models.functions import Now
from django.utils import timezone

from care.core.tenancy import organisation_door
from care.core.tenancy.due import Due, due_rows
from inbox import clocks
from inbox.actions.place import put
from inbox.actions.state import do_wake
from inbox.events import SYSTEM
from inbox.flow.breaches import tell_breaches
from inbox.flow.soon import warn
from inbox.models import Case, Timer
from inbox.models.clocks import TimerKind

logger = logging.getLogger(__name__)

AT_ONCE = 500


def tick() -> int:
    """The number of clocks and timers told."""
    return _tick_clocks() + _tick_soon() + _tick_timers()


def _by_organisation(due: Iterable[Due]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in due:
        found[row.organisation_id].append(row.row_id)
    return found


def _tick_clocks() -> int:
    told = 0
    for organisation_id, ids in _by_organisation(
        due_rows("care_due_clocks", at_most=AT_ONCE)
    ).items():
        with organisation_door(organisation_id):
            told += tell_breaches(ids)
    return told


def _tick_soon() -> int:
    told = 0
    for organisation_id, ids in _by_organisation(
        due_rows("care_soon_late", at_most=AT_ONCE)
    ).items():
        with organisation_door(organisation_id):
            told += warn(ids)
    return told


def _tick_timers() -> int:
    told = 0
    for organisation_id, ids in _by_organisation(
        due_rows("care_due_timers", at_most=AT_ONCE)
    ).items():
        for timer_id in ids:
            try:
                with organisation_door(organisation_id):
                    told += _tick_timer(timer_id)
            except Exception:  # one organisation's fault keeps nobody else's timers waiting
                logger.exception("timer %s of organisation %s", timer_id, organisation_id)
    return told


def _tick_timer(timer_id: int) -> int:
    """The case is locked before its timer, as everywhere; the timer may be gone by then."""
    case_id = Timer.objects.filter(id=timer_id).values_list("case_id", flat=True).first()
    if case_id is None:
        return 0
    case = Case.objects.select_for_update(skip_locked=True).filter(id=case_id).first()
    if case is None:
        return 0
    timer = Timer.objects.filter(id=timer_id, due_at__lte=Now()).first()
    if timer is None:
        return 0
    kind = timer.kind
    timer.delete()
    if kind == TimerKind.WAKE:
        do_wake(case=case)
    elif kind == TimerKind.RECOUNT:
        clocks.follow(case, now=timezone.now())
    else:
        _release(case)
    return 1


def _release(case: Case) -> None:
    """The owner did not come back to it in time: the whole team may take it."""
    if case.kept_until is None or case.merged_into_id is not None:
        return
    now = timezone.now()
    put(case, team_id=case.team_id, assignee_id=None, at=now, actor=SYSTEM)
    clocks.follow(case, now=now)
