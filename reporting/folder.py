"""Takes in what happened, in all organisations. Of each, one folder works at a time."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from care.core import bell
from care.core.bulk import fetch
from care.core.tenancy import current_organisation_id, organisation_door
from care.core.tenancy.due import due_rows
from inbox.events import FOLD
from reporting.taking import dirty_cases, may_fold, take_in

logger = logging.getLogger(__name__)

BATCH = 500
# One task gives way after this long: whoever else waits for a worker gets a turn.
TASK_SECONDS = 5.0
_MOST_ORGANISATIONS = 10_000


def fold_due(*, seconds: float = TASK_SECONDS) -> int:
    """The number of cases whose turn came. Organisations take turns, batch by batch."""
    ends = time.monotonic() + seconds
    folded = 0
    due = due_rows("care_dirty_organisations", at_most=_MOST_ORGANISATIONS)
    waiting = [row.organisation_id for row in due]
    while waiting:
        for organisation_id in list(waiting):
            if time.monotonic() >= ends:
                bell.ring(FOLD)
                return folded
            done = _batch(organisation_id)
            folded += done
            if not done:
                waiting.remove(organisation_id)
    return folded


def _batch(organisation_id: int) -> int:
    """0: nothing is left, or another folder has it, or it is to be tried again later. One
    organisation's fault keeps nobody else's figures waiting."""
    try:
        with organisation_door(organisation_id):
            if not may_fold(organisation_id):
                return 0
            cases = dirty_cases(organisation_id, at_most=BATCH)
            if cases:
                take_in(organisation_id, cases)
            return len(cases)
    except DatabaseError:
        logger.exception("organisation %s was not folded", organisation_id)
        return 0


def behind() -> timedelta | None:
    """How far the figures of the open organisation are behind what happened. None: they are not."""
    rows = fetch(
        "SELECT at FROM inbox_dirty WHERE organisation_id = %s ORDER BY id LIMIT 1",
        [current_organisation_id()],
    )
    return max(timedelta(0), timezone.now() - rows[0][0]) if rows else None
