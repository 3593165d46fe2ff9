"""Replies that are not sent: the other side comes and fetches them, then says where they arrived.

Such a reply is queued and due at no time. It may be fetched again and again until it is settled.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell
from care.core.errors import Refused
from care.core.tenancy import current_organisation_id, organisation_door
from inbox.flow.delivery.claim import ClaimedSend
from inbox.flow.delivery.settle import settle_sent
from inbox.flow.lanes import lock_lane
from inbox.models import Outbox
from inbox.models.messages import SendState
from inbox.networks.items import Sent


def left(claimed: ClaimedSend) -> None:
    """Nothing was sent, nor will be: the reply lies ready."""
    with organisation_door(claimed.organisation_id):
        Outbox.objects.filter(
            id=claimed.outbox_id, state=SendState.SENDING, lease_token=claimed.lease_token
        ).update(
            state=SendState.QUEUED,
            attempts=F("attempts") - 1,
            attempt_at=None,
            next_attempt_at=None,
            leased_until=None,
            lease_token=None,
            last_error="",
        )


def due_again(channel_id: int) -> None:
    """The channel was connected anew: what lay ready may be sent now. Needs the door."""
    Outbox.objects.filter(
        channel_id=channel_id, state=SendState.QUEUED, next_attempt_at__isnull=True
    ).update(next_attempt_at=Now())


def lying_ready(channel_id: int) -> QuerySet[Outbox]:
    """Needs the organisation's door. Oldest first by `id`."""
    return Outbox.objects.filter(
        channel_id=channel_id, state=SendState.QUEUED, next_attempt_at__isnull=True
    ).select_related("message__thread", "message__case__customer")


def delivered(row: Outbox, *, external_id: str) -> None:
    """The other side has the reply, under this name. Saying so again changes nothing; another name
    is refused. Needs the organisation's door."""
    lock_lane(row.channel_id)
    row.refresh_from_db()
    message = row.message
    message.refresh_from_db()
    if row.state == SendState.DISCARDED:
        raise Refused(
            _("This reply was taken back; it should not have been delivered."), code="discarded"
        )
    if row.state == SendState.SENT and message.external_id != external_id:
        raise Refused(_("This reply was delivered already, under another id."), code="key_reused")
    settle_sent(
        current_organisation_id(),
        row.id,
        Sent(external_id=external_id, sent_at=timezone.now(), url=""),
    )
    # The next one of the same case may have waited for its turn.
    bell.ring("connectors.send_due")


def offered(channel_id: int, message_id: int) -> Outbox | None:
    """A reply of the channel that can be told to be delivered: not while it can be taken back."""
    held_back = Q(undo_until__gt=Now(), state=SendState.QUEUED)
    return (
        Outbox.objects.select_related("message")
        .filter(channel_id=channel_id, message_id=message_id)
        .exclude(held_back)
        .first()
    )
