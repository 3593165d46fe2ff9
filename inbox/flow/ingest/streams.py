"""Streams: who polls which, what became of it, and how they are."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from care.core import bell
from care.core.bulk import fetch
from care.core.tenancy import current_organisation_id, organisation_door
from care.core.tenancy.due import due_rows
from inbox.models import Channel, Stream
from inbox.models.channels import Health
from inbox.networks.items import Known

KNOWN = 100


@dataclass(frozen=True, slots=True)
class StreamRef:
    organisation_id: int
    stream_id: int


def kind_of(stream_id: int) -> str:
    """Needs its organisation's door."""
    rows = fetch(
        "SELECT kind FROM inbox_stream WHERE organisation_id = %s AND id = %s",
        [current_organisation_id(), stream_id],
    )
    return str(rows[0][0]) if rows else ""


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
    polled_at: datetime | None
    last_new_at: datetime | None
    lease_token: uuid.UUID


@dataclass(frozen=True, slots=True)
class StreamHealth:
    kind: str
    polled_at: datetime | None
    """The network's last answer: what was written before is here, unless we are behind."""
    next_poll_at: datetime
    last_new_at: datetime | None
    failures: int
    last_error: str
    behind: bool
    """There is more that was not fetched yet, or nobody can tell because it fails or waits."""


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
            polled_at=row.polled_at,
            last_new_at=row.last_new_at,
            lease_token=token,
        )


def stream_polled(
    claimed: ClaimedStream, *, poll_again_in: float, brought_new: bool = False
) -> None:
    """The walk is done, or gives way to others and goes on at once; `poll_again_in` seconds."""
    news = {"last_new_at": Now()} if brought_new else {}
    with organisation_door(claimed.organisation_id):
        _lock_channel(claimed)
        _ours(claimed).update(
            lease_token=None,
            leased_until=None,
            failures=0,
            last_error="",
            polled_at=Now(),
            next_poll_at=Now() + timedelta(seconds=poll_again_in),
            **news,
        )
        failing = Stream.objects.filter(channel_id=claimed.channel_id, failures__gt=0)
        if not failing.exists():
            # Also from DEAD: an access that works was only mistaken for dead.
            Channel.objects.filter(id=claimed.channel_id).exclude(health=Health.OK).update(
                health=Health.OK, health_note=""
            )


def stream_waits(claimed: ClaimedStream, sentence: str, *, retry_in: float) -> None:
    """The account has used up what its network allows: no fault, and nothing was asked."""
    with organisation_door(claimed.organisation_id):
        _ours(claimed).update(
            lease_token=None,
            leased_until=None,
            last_error=sentence[:400],
            next_poll_at=Now() + timedelta(seconds=retry_in),
        )


def stream_failed(
    claimed: ClaimedStream, sentence: str, *, retry_in: float, dead: bool = False
) -> None:
    """The walk broke off; the cursor stays. `dead`: the account's token is no good any more, and
    its other streams need not try it either."""
    with organisation_door(claimed.organisation_id):
        again = Now() + timedelta(seconds=retry_in)
        _lock_channel(claimed)
        if not _ours(claimed).update(
            lease_token=None,
            leased_until=None,
            failures=F("failures") + 1,
            last_error=sentence[:400],
            next_poll_at=again,
        ):
            # Somebody else reads it, or it was connected anew: an old access says nothing of that.
            return
        if dead:
            others = Stream.objects.filter(channel_id=claimed.channel_id, lease_token=None)
            others.filter(next_poll_at__lt=again).update(
                next_poll_at=again, last_error=sentence[:400]
            )
        Channel.objects.filter(id=claimed.channel_id).exclude(health=Health.DEAD).update(
            health=Health.DEAD if dead else Health.ATTENTION, health_note=sentence[:400]
        )


def _lock_channel(claimed: ClaimedStream) -> None:
    """The channel before its streams, like whoever connects or disconnects it."""
    Channel.objects.select_for_update(no_key=True).only("id").get(id=claimed.channel_id)


def _ours(claimed: ClaimedStream) -> Any:
    return Stream.objects.filter(id=claimed.stream_id, lease_token=claimed.lease_token)


def poll_now(channel_id: int) -> int:
    """The number of streams that are asked at once, though it was not their turn. A channel whose
    access is gone is not asked; an account that has used up its allowance is not either, because
    whoever polls asks its meter first. Needs the organisation's door."""
    free = Stream.objects.filter(channel_id=channel_id).exclude(channel__health=Health.DEAD)
    asked = free.update(next_poll_at=Now())
    bell.ring("connectors.poll_due")
    return asked


def health_of(channel_id: int) -> list[StreamHealth]:
    """Needs the organisation's door."""
    return healths_of([channel_id])[channel_id]


def healths_of(channel_ids: Sequence[int]) -> dict[int, list[StreamHealth]]:
    """Needs the organisation's door."""
    found: dict[int, list[StreamHealth]] = {channel_id: [] for channel_id in channel_ids}
    for row in Stream.objects.filter(channel_id__in=channel_ids).order_by("kind"):
        found[row.channel_id].append(_health(row))
    return found


def _health(row: Stream) -> StreamHealth:
    return StreamHealth(
        kind=row.kind,
        polled_at=row.polled_at,
        next_poll_at=row.next_poll_at,
        last_new_at=row.last_new_at,
        failures=row.failures,
        last_error=row.last_error,
        behind=_is_behind(row),
    )


def _is_behind(row: Stream) -> bool:
    """A walk that gave way to others is due again in the moment in which it was polled."""
    if row.polled_at is None or row.failures or row.last_error:
        return True
    return row.next_poll_at <= row.polled_at


def known_of(claimed: ClaimedStream) -> list[Known]:
    """The newest messages that somebody may be working with, to be looked up again. A case of the
    hundred newest messages is one of the hundred that changed last."""
    with organisation_door(claimed.organisation_id):
        rows = fetch(
            """
            SELECT m.external_id, m.kind, m.text, coalesce(i.external_id, '')
            FROM (
                SELECT id FROM inbox_case
                WHERE organisation_id = %(organisation)s AND channel_id = %(channel)s
                  AND state IN ('open', 'waiting', 'snoozed') AND merged_into_id IS NULL
                ORDER BY last_message_at DESC LIMIT %(known)s
            ) c
            JOIN inbox_message m ON m.organisation_id = %(organisation)s AND m.case_id = c.id
            LEFT JOIN inbox_identity i
              ON i.organisation_id = %(organisation)s AND i.id = m.identity_id
            WHERE m.channel_id = %(channel)s AND m.external_id IS NOT NULL
              AND m.deleted_at IS NULL
            ORDER BY m.sent_at DESC LIMIT %(known)s
            """,
            {
                "organisation": claimed.organisation_id,
                "channel": claimed.channel_id,
                "known": KNOWN,
            },
        )
    return [Known(*row) for row in rows]
