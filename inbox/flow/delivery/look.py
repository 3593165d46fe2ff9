"""Looking for replies of unknown outcome: claimed like sends, settled by evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils import timezone

from care.core import bell
from care.core.tenancy import organisation_door
from care.core.tenancy.due import due_rows
from inbox import clocks, events
from inbox.events import SYSTEM, Fact, Kind
from inbox.flow.delivery import doubt, overdue
from inbox.flow.delivery.claim import DEAD_CHANNEL, SendRef, outgoing
from inbox.flow.delivery.evidence import SKEW, Verdict, judge
from inbox.flow.delivery.in_flight import in_flight
from inbox.flow.delivery.settle import settle_sent
from inbox.flow.lanes import lock_lane
from inbox.models import Case, Message, Outbox
from inbox.models.channels import Health
from inbox.models.messages import SendState
from inbox.networks.items import IncomingItem, OutgoingReply, OwnPosts, Sent

# So many complete listings must show nothing before a reply is sent anew.
LOOKS = 2
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ClaimedLook:
    organisation_id: int
    outbox_id: int
    channel_id: int
    account_id: str
    network: str
    reply: OutgoingReply
    since: datetime
    lease: datetime
    """The look's time on the row, moved: as long as it stands there the look is ours."""


def due_looks(limit: int) -> list[SendRef]:
    return [
        SendRef(due.organisation_id, due.row_id)
        for due in due_rows("care_due_looks", at_most=limit)
    ]


def claim_look(ref: SendRef, lease_seconds: int) -> ClaimedLook | None:
    """The reply to look for, ours for `lease_seconds`. None when there is nothing to look for:
    somebody else looks, the network remembers our key, or only a person can tell."""
    with organisation_door(ref.organisation_id):
        row = (
            Outbox.objects.select_related("message__thread", "channel")
            .filter(id=ref.outbox_id, state=SendState.UNKNOWN, look_at__lte=Now())
            .first()
        )
        if row is None:
            return None
        if row.channel.health == Health.DEAD:
            _due(row).update(look_at=Now() + DEAD_CHANNEL)
            return None
        network = doubt.capabilities(row)
        if network is None or network.in_doubt != "look":
            _without_looking(row, remembers=network is not None and network.in_doubt == "same_key")
            return None
        if not _due(row).update(look_at=Now() + timedelta(seconds=lease_seconds)):
            return None
        row.refresh_from_db(fields=["look_at"])
        assert row.look_at is not None
        return ClaimedLook(
            organisation_id=ref.organisation_id,
            outbox_id=row.id,
            channel_id=row.channel_id,
            account_id=row.channel.account_id,
            network=row.channel.network,
            reply=outgoing(row.message, row.idempotency_key),
            since=(row.attempt_at or row.message.sent_at) - SKEW,
            lease=row.look_at,
        )


def looked(look: ClaimedLook, posts: OwnPosts) -> Verdict | None:
    """Settles what the listing shows. One that is not complete cannot say that nothing is there.
    None: the matter was settled otherwise meanwhile."""
    with organisation_door(look.organisation_id):
        lock_lane(look.channel_id)
        attempts = in_flight(look.organisation_id, look.channel_id)
        if look.outbox_id not in {attempt.outbox_id for attempt in attempts}:
            return None
        items = _not_another_reply(look.channel_id, posts.items)
        finding = judge(look.outbox_id, items, attempts)
        if finding.item is not None:
            item = finding.item
            sent = Sent(external_id=item.external_id, sent_at=item.sent_at, url=item.url)
            settle_sent(look.organisation_id, look.outbox_id, sent)
        elif finding.verdict == Verdict.UNCLEAR:
            _ours(look).update(look_at=None)
        elif posts.complete:
            _nothing_there(look)
        else:
            _ours(look).update(look_at=_later(look))
        return finding.verdict


def look_failed(look: ClaimedLook, *, retry_in: float | None = None) -> None:
    """Nothing is known that was not known before."""
    with organisation_door(look.organisation_id):
        later = _later(look) if retry_in is None else Now() + timedelta(seconds=retry_in)
        _ours(look).update(look_at=later)


def _due(row: Outbox) -> QuerySet[Outbox]:
    return Outbox.objects.filter(id=row.id, state=SendState.UNKNOWN, look_at__lte=Now())


def _ours(look: ClaimedLook) -> QuerySet[Outbox]:
    return Outbox.objects.filter(id=look.outbox_id, state=SendState.UNKNOWN, look_at=look.lease)


def _later(look: ClaimedLook) -> CombinedExpression:
    """The longer it has gone on, the less often."""
    age = timezone.now() - look.since - SKEW
    return Now() + min(max(doubt.wait(), age / 2), LONGEST_WAIT)


def _not_another_reply(channel_id: int, items: Sequence[IncomingItem]) -> list[IncomingItem]:
    """What Care has as the brand's own post of unknown hand may be the reply; see `settle_sent`."""
    known = set(
        Message.objects.filter(
            channel_id=channel_id,
            external_id__in=[item.external_id for item in items],
            member__isnull=False,
        ).values_list("kind", "external_id")
    )
    return [item for item in items if (item.kind, item.external_id) not in known]


def _nothing_there(look: ClaimedLook) -> None:
    row = _ours(look).select_related("message").first()
    if row is None:
        return
    if row.looks + 1 < LOOKS:
        _ours(look).update(looks=row.looks + 1, look_at=Now() + doubt.wait())
    elif row.sent_anew or overdue.waited(row) is not None:
        _ours(look).update(looks=row.looks + 1, look_at=None)
    else:
        send_anew(row)


def _without_looking(row: Outbox, *, remembers: bool) -> None:
    if remembers and doubt.key_is_remembered(row) and overdue.waited(row) is None:
        send_anew(row)
    else:
        _due(row).update(look_at=None)


def send_anew(row: Outbox) -> None:
    """The same reply with the same key, once its first attempt is known to have come to nothing,
    or cannot be doubled."""
    case = Case.objects.select_for_update().get(id=row.message.case_id)  # case before its rows
    queued = Outbox.objects.filter(id=row.id, state=SendState.UNKNOWN, look_at=row.look_at).update(
        state=SendState.QUEUED,
        next_attempt_at=Now(),
        look_at=None,
        looks=0,
        sent_anew=True,
        last_error="",
    )
    if not queued:
        return
    now = timezone.now()
    events.record([Fact(case.id, Kind.REPLY_AGAIN, now, SYSTEM, {"message": row.message_id})])
    clocks.follow(case, now=now)
    bell.ring("connectors.send_due")
