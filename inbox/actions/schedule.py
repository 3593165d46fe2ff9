"""A reply that was written for later: at another time, now, or not at all."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell
from care.core.errors import Refused
from care.core.models import Member
from inbox.actions.acting import by, tell, touch
from inbox.actions.reply import check_leaves_at
from inbox.events import Kind
from inbox.models import Case, Outbox
from inbox.models.messages import SendState


def is_for_later(row: Outbox) -> bool:
    """It has not begun to leave."""
    return row.state == SendState.QUEUED and row.attempts == 0 and row.scheduled_for is not None


def check_reschedule(*, member: Member, row: Outbox, leaves_at: datetime) -> None:
    _check_for_later(row)
    check_leaves_at(leaves_at)


def do_reschedule(*, member: Member, case: Case, row: Outbox, leaves_at: datetime) -> None:
    """Needs the case's row lock."""
    _move(row, scheduled_for=leaves_at, next_attempt_at=leaves_at)
    now = timezone.now()
    told = {"message": row.message_id, "leaves_at": leaves_at.isoformat()}
    tell(case, Kind.REPLY_RESCHEDULED, now, by(member), **told)
    touch(case, by(member), now)


def check_send_now(*, member: Member, row: Outbox) -> None:
    _check_for_later(row)


def do_send_now(*, member: Member, case: Case, row: Outbox) -> None:
    """Needs the case's row lock."""
    _move(row, scheduled_for=Now(), next_attempt_at=Now())
    now = timezone.now()
    tell(case, Kind.REPLY_RESCHEDULED, now, by(member), message=row.message_id, leaves_at=None)
    touch(case, by(member), now)
    bell.ring("connectors.send_due")


def _check_for_later(row: Outbox) -> None:
    if not is_for_later(row):
        raise Refused(_gone())


def _gone() -> str:
    return _("This reply waits no more: it has left, or the customer wrote and stopped it.")


def _move(row: Outbox, **values: object) -> None:
    """A worker that begins to send it at this very moment wins."""
    waiting = Outbox.objects.filter(
        id=row.id, state=SendState.QUEUED, attempts=0, scheduled_for__isnull=False
    )
    if not waiting.update(**values):
        raise Refused(_gone())
