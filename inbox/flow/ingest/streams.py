"""Claims of streams that are due for polling."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from care.core.tenancy import organisation_door
from care.core.tenancy.due import due_rows
from inbox.models import Channel, Stream
from inbox.models.channels import Health


@dataclass(frozen=True, slots=True)
class StreamRef:
    organisation_id: int
    stream_id: int


@dataclass(frozen=True, slots=True)
class ClaimedStream:
    organisation_id: int
    stream_id: int
    channel_id: int
    account_id: str
    network: str
    kind: str
    cursor: dict[str, Any] | None
    failures: int
    lease_token: uuid.UUID


def due_streams(limit: int) -> list[StreamRef]:
    return [
        StreamRef(due.organisation_id, due.row_id)
        for due in due_rows("care_due_streams", at_most=limit)
    ]


def claim_stream(ref: StreamRef, lease_seconds: int) -> ClaimedStream | None:
    """The stream, ours for `lease_seconds`; None when somebody else has it or it is not due.

    Should the lease run out in mid-walk, another worker polls from the stored cursor; what both
    fetch is stored once.
    """
    token = uuid.uuid4()
    with organisation_door(ref.organisation_id):
        free = Stream.objects.filter(id=ref.stream_id, next_poll_at__lte=Now()).exclude(
            leased_until__gte=Now()
        )
        if not free.update(
            lease_token=token, leased_until=Now() + timedelta(seconds=lease_seconds)
        ):
            return None
        row = Stream.objects.select_related("channel").get(id=ref.stream_id)
        return ClaimedStream(
            organisation_id=ref.organisation_id,
            stream_id=row.id,
            channel_id=row.channel_id,
            account_id=row.channel.account_id,
            network=row.channel.network,
            kind=row.kind,
            cursor=row.cursor,
            failures=row.failures,
            lease_token=token,
        )


def stream_polled(claimed: ClaimedStream, *, poll_again_in: float) -> None:
    """The walk is done; `poll_again_in` seconds."""
    with organisation_door(claimed.organisation_id):
        _ours(claimed).update(
            lease_token=None,
            leased_until=None,
            failures=0,
            last_error="",
            polled_at=Now(),
            next_poll_at=Now() + timedelta(seconds=poll_again_in),
        )
        failing = Stream.objects.filter(channel_id=claimed.channel_id, failures__gt=0)
        if not failing.exists():
            # Also from DEAD: an access that works was only mistaken for dead.
            Channel.objects.filter(id=claimed.channel_id).exclude(health=Health.OK).update(
                health=Health.OK, health_note=""
            )


def stream_failed(
    claimed: ClaimedStream, sentence: str, *, retry_in: float, dead: bool = False
) -> None:
    """The walk broke off; the cursor stays. `dead`: the account's token is no good any more."""
    with organisation_door(claimed.organisation_id):
        _ours(claimed).update(
            lease_token=None,
            leased_until=None,
            failures=F("failures") + 1,
            last_error=sentence[:400],
            next_poll_at=Now() + timedelta(seconds=retry_in),
        )
        Channel.objects.filter(id=claimed.channel_id).exclude(health=Health.DEAD).update(
            health=Health.DEAD if dead else Health.ATTENTION, health_note=sentence[:400]
        )


def _ours(claimed: ClaimedStream) -> Any:
    return Stream.objects.filter(id=claimed.stream_id, lease_token=claimed.lease_token)
