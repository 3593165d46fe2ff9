"""Replies that are not sent: the other side comes and fetches them, then says where they arrived.

Such a reply is queued and due at no time. It may be fetched again and again until it is settled.
"""

from __future__ import annotations

from collections.abc import Callable

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
from inbox.models import Message, Outbox
from inbox.models.messages import Direction, SendState
from inbox.networks.items import Sent


def left(claimed: ClaimedSend, *, still_fetched: Callable[[], bool]) -> None:
    """Nothing was sent, nor will be: the reply lies ready. `still_fetched` is asked while nobody
    can connect the channel anew: with a webhook that came meanwhile the reply is due at once."""
    with organisation_door(claimed.organisation_id):
        lock_lane(claimed.channel_id)
        waits = still_fetched()
        Outbox.objects.filter(
            id=claimed.outbox_id, state=SendState.SENDING, lease_token=claimed.lease_token
        ).update(
            state=SendState.QUEUED,
            attempts=F("attempts") - 1,
            attempt_at=F("attempt_at") if claimed.in_doubt else None,
            next_attempt_at=None if waits else Now(),
            leased_until=None,
            lease_token=None,
            last_error="",
        )


def due_again(channel_id: int) -> None:
    """The channel was connected anew: what lay ready may be sent now. Needs the door, and the
    channel's lane, which whoever opens a channel has."""
    Outbox.objects.filter(
        channel_id=channel_id, state=SendState.QUEUED, next_attempt_at__isnull=True
    ).update(next_attempt_at=Now())


def lying_ready(channel_id: int) -> QuerySet[Outbox]:
    """Needs the organisation's door. Oldest first by `id`."""
    return (
        Outbox.objects.filter(
            channel_id=channel_id, state=SendState.QUEUED, next_attempt_at__isnull=True
        )
        .select_related("message__thread", "message__case__customer")
        .prefetch_related("message__attachments")
    )


def delivered(row: Outbox, *, external_id: str) -> None:
    """The other side has the reply, under this name. Saying so again changes nothing; another
    name, or one that another reply has, is refused. Needs the organisation's door."""
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
    _check_free(message, external_id)
    settle_sent(
        current_organisation_id(),
        row.id,
        Sent(external_id=external_id, sent_at=timezone.now(), url=""),
    )
    # The next one of the same case may have waited for its turn.
    bell.ring("connectors.send_due")


def _check_free(message: Message, external_id: str) -> None:
    """A name that stands for what was pushed as the brand's own is the reply's: that was its
    echo."""
    others = Message.objects.filter(
        channel_id=message.channel_id, kind=message.kind, external_id=external_id
    ).exclude(id=message.id)
    if others.filter(member__isnull=False).exists():
        said = _("Another reply of this channel was delivered under this id. Give each its own.")
        raise Refused(said, code="id_taken")
    if others.filter(direction=Direction.IN).exists():
        said = _("A customer's message of this channel has this id. Give the reply its own.")
        raise Refused(said, code="id_taken")


def offered(channel_id: int, message_id: int) -> Outbox | None:
    """A reply of the channel that can be told to be delivered: not while it can be taken back,
    nor before its time."""
    until = Q(undo_until__gt=Now()) | Q(scheduled_for__gt=Now())
    held_back = until & Q(state=SendState.QUEUED)
    return (
        Outbox.objects.select_related("message")
        .filter(channel_id=channel_id, message_id=message_id)
        .exclude(held_back)
        .first()
    )
