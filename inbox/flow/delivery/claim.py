"""Claims of replies that are due. The attempt is on record before the network is called."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least, Now
from django.utils.translation import gettext as _

from care.core.tenancy import current_organisation_id, organisation_door
from care.core.tenancy.due import due_rows
from inbox.flow.delivery import doubt, overdue
from inbox.flow.delivery.files import files_of
from inbox.flow.delivery.stop import stop
from inbox.models import Identity, Message, Outbox
from inbox.models.channels import Health
from inbox.models.messages import Direction, SendState
from inbox.networks.items import Author, OutgoingReply

DEAD_CHANNEL = timedelta(seconds=30)
# Who waits for an earlier reply is woken when that one has gone; this is, should that be lost.
TURN = timedelta(seconds=15)
LONGEST_TURN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SendRef:
    organisation_id: int
    outbox_id: int


@dataclass(frozen=True, slots=True)
class ClaimedSend:
    organisation_id: int
    outbox_id: int
    channel_id: int
    account_id: str
    network: str
    reply: OutgoingReply
    attempt: int
    lease_token: uuid.UUID
    in_doubt: bool = False
    """An earlier attempt may have arrived."""


def due_sends(limit: int) -> list[SendRef]:
    return [
        SendRef(due.organisation_id, due.row_id)
        for due in due_rows("care_due_sends", at_most=limit)
    ]


def claim_send(ref: SendRef, lease_seconds: int) -> ClaimedSend | None:
    """The reply, ours for `lease_seconds`; None when somebody else has it or it is not due.

    A reply whose lease ran out was being sent by a worker that died: nobody knows whether the
    network has it. It becomes `unknown` here and is never sent blindly again. One that was due for
    a day is a person's to read again: see `overdue`.
    """
    with organisation_door(ref.organisation_id):
        row = (
            Outbox.objects.select_related("message__thread", "channel")
            .filter(id=ref.outbox_id, next_attempt_at__lte=Now())
            .first()
        )
        if row is None:
            return None
        if row.state == SendState.SENDING:
            stop(row, SendState.UNKNOWN, _lost(), only_if=_lease_ran_out())
            return None
        if (waited := overdue.waited(row)) is not None:
            # Of one that may have arrived it must not be said that it did not.
            state = SendState.FAILED if row.attempt_at is None else SendState.UNKNOWN
            stop(row, state, overdue.sentence(waited), only_if=Q(state=SendState.QUEUED))
            return None
        if row.channel.health == Health.DEAD:
            # Waits for the channel to be connected again, out of the way of what can be sent.
            _queued(row).update(next_attempt_at=Now() + DEAD_CHANNEL)
            return None
        if _has_to_wait(row):
            return None
        if row.sent_anew and not doubt.key_is_remembered(row):
            stop(row, SendState.UNKNOWN, doubt.too_late(), only_if=Q(state=SendState.QUEUED))
            return None
        return _claim(row, lease_seconds)


def _has_to_wait(row: Outbox) -> bool:
    """Replies of a case leave in the order in which they were written."""
    earlier = (
        Outbox.objects.filter(
            message__case=row.message.case_id,
            message__direction=Direction.OUT,
            id__lt=row.id,
            state__in=(SendState.QUEUED, SendState.SENDING),
        )
        # What lies ready to be fetched is fetched in its order.
        .exclude(state=SendState.QUEUED, next_attempt_at__isnull=True)
        # What was written for later keeps nobody waiting.
        .exclude(state=SendState.QUEUED, scheduled_for__gt=Now())
        .order_by("-id")
        .first()
    )
    if earlier is None:
        return False
    longest = Now() + LONGEST_TURN
    turn: Combinable = longest
    if earlier.next_attempt_at is not None:
        turn = Least(Greatest(Now() + TURN, earlier.next_attempt_at), longest)
    _queued(row).update(next_attempt_at=turn)
    return True


def _lost() -> str:
    return _("The worker that was sending this reply stopped before it heard the answer.")


def _lease_ran_out() -> Q:
    return Q(state=SendState.SENDING, next_attempt_at__lte=Now())


def _queued(row: Outbox) -> QuerySet[Outbox]:
    return Outbox.objects.filter(id=row.id, state=SendState.QUEUED, next_attempt_at__lte=Now())


def _claim(row: Outbox, lease_seconds: int) -> ClaimedSend | None:
    """One conditional update: of two workers, one changes the row."""
    token = uuid.uuid4()
    lease = timedelta(seconds=lease_seconds)
    if not _queued(row).update(
        state=SendState.SENDING,
        attempts=F("attempts") + 1,
        # From here on there is something to look for, until it is known that nothing arrived.
        attempt_at=Coalesce("attempt_at", Now()),
        lease_token=token,
        leased_until=Now() + lease,
        # The sweep looks again when the lease is over.
        next_attempt_at=Now() + lease,
    ):
        return None
    return ClaimedSend(
        organisation_id=current_organisation_id(),
        outbox_id=row.id,
        channel_id=row.channel_id,
        account_id=row.channel.account_id,
        network=row.channel.network,
        reply=outgoing(row.message, row.idempotency_key),
        attempt=row.attempts + 1,
        lease_token=token,
        in_doubt=row.attempt_at is not None,
    )


def outgoing(message: Message, key: str) -> OutgoingReply:
    return OutgoingReply(
        text=message.text,
        visibility=message.visibility,  # type: ignore[arg-type]
        in_reply_to=message.parent_external_id,
        conversation=message.thread.conversation,
        recipient=_recipient(message),
        idempotency_key=key,
        files=files_of(message),
    )


def _recipient(message: Message) -> Author | None:
    """The customer on this channel's network: the author of the newest inbound message."""
    identity = (
        Identity.objects.filter(
            id__in=Message.objects.filter(
                case=message.case_id, channel=message.channel_id, direction="in"
            )
            .order_by("-sent_at")
            .values("identity_id")[:1]
        )
        .only("external_id", "handle", "display_name")
        .first()
    )
    if identity is None:
        return None
    return Author(identity.external_id, identity.handle, identity.display_name)
