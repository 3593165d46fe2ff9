"""Replies of one case leave one after another, in the order in which they were written."""

from __future__ import annotations

from django.db.models.functions import Greatest, Now

from care.core import bell
from inbox.models import Outbox
from inbox.models.messages import SendState


def wake_next(case_id: int) -> None:
    """A reply of the case has gone, or goes nowhere: those that wait behind it are due. One that
    waits for its network's sake keeps waiting; it says so by its error. One that lies ready to be
    fetched is due at no time, one that was written for later at its own."""
    waiting = Outbox.objects.filter(
        message__case=case_id,
        state=SendState.QUEUED,
        last_error="",
        next_attempt_at__isnull=False,
    )
    if waiting.update(next_attempt_at=Greatest(Now(), "undo_until", "scheduled_for")):
        bell.ring("connectors.send_due")
