"""Channels that nobody polls, when their access was found gone.

A stream that is read would tell that the access works again. Without one the channel is checked by
itself, the longer it fails the less often, so that nobody has to press a button because the key to
its access was away for a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from care.core import bell
from care.core.tenancy import organisation_door
from care.core.tenancy.due import due_rows
from inbox.models import Channel
from inbox.models.channels import Health

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CheckRef:
    organisation_id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class ClaimedCheck:
    organisation_id: int
    channel_id: int
    account_id: str
    network: str


def first_check(channel_id: int) -> None:
    """Needs the organisation's door."""
    Channel.objects.filter(id=channel_id).update(check_at=Now() + FIRST, checks=0)


def due_checks(limit: int) -> list[CheckRef]:
    return [
        CheckRef(due.organisation_id, due.row_id)
        for due in due_rows("care_due_checks", at_most=limit)
    ]


def claim_check(ref: CheckRef) -> ClaimedCheck | None:
    """The channel, ours to check; None when somebody else does. Its next check is set already."""
    with organisation_door(ref.organisation_id):
        row = Channel.objects.filter(id=ref.channel_id, check_at__lte=Now()).first()
        if row is None:
            return None
        pause = min(FIRST * (2 << min(row.checks, 10)), LONGEST)
        ours = Channel.objects.filter(id=row.id, check_at=row.check_at)
        if not ours.update(check_at=Now() + pause, checks=F("checks") + 1):
            return None
        return ClaimedCheck(ref.organisation_id, row.id, row.account_id, row.network)


def found_working(claimed: ClaimedCheck) -> None:
    """Unless a person disconnected it, or connected it anew, meanwhile."""
    with organisation_door(claimed.organisation_id):
        dead = Channel.objects.filter(
            id=claimed.channel_id, health=Health.DEAD, disconnected_at__isnull=True
        )
        if dead.update(health=Health.OK, health_note="", check_at=None, checks=0):
            bell.ring("connectors.send_due")
