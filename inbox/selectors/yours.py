"""What waits for a member in person when their shift begins: cases by each reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Now
from django.utils import timezone

from care.core.times import midnight
from inbox.models import Notice, Outbox
from inbox.models.cases import UNSETTLED, State
from inbox.models.desk import NoticeKind
from inbox.models.messages import SendState
from routing.models import Engagement


def end_of_today() -> datetime:
    """By the clock that the page speaks by."""
    return midnight(timezone.localdate() + timedelta(days=1))


def came_back(member_id: int) -> Q:
    """Sent back to them, and not looked at since."""
    return Q(state__in=UNSETTLED) & _unread(member_id, NoticeKind.CAME_BACK)


def called(member_id: int) -> Q:
    return Q(_unread(member_id, NoticeKind.MENTION))


def promised(member_id: int) -> Q:
    """A reply of theirs leaves today, or a snooze of a case of theirs ends."""
    until = end_of_today()
    theirs = Q(assignee_id=member_id) | Q(owner_id=member_id)
    planned = Outbox.objects.filter(
        message__case=OuterRef("pk"),
        message__member=member_id,
        state=SendState.QUEUED,
        attempts=0,
        scheduled_for__lt=until,
    )
    return Q(theirs, state=State.SNOOZED, snoozed_until__lt=until) | Q(Exists(planned))


def pressing(member_id: int) -> Q:
    """In their hands, and late or soon late."""
    return Q(assignee_id=member_id, state=State.OPEN, due_at__lt=soon())


def _unread(member_id: int, kind: NoticeKind) -> Q:
    told = Notice.objects.filter(
        member=member_id, kind=kind, read_at__isnull=True, case=OuterRef("pk")
    )
    return Q(Exists(told))


def soon() -> Subquery:
    """Until when a case that is due is soon late."""
    ends = Engagement.objects.annotate(
        until=ExpressionWrapper(
            Now() + F("soon_late_minutes") * Value(timedelta(minutes=1)),
            output_field=DateTimeField(),
        )
    )
    return Subquery(ends.values("until"))
