"""What came of a call to a network: accepted, refused, or nobody knows."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from care.core.tenancy import organisation_door
from inbox.flow.delivery.claim import ClaimedSend
from inbox.flow.delivery.settle import settle_sent
from inbox.flow.delivery.stop import stop
from inbox.flow.lanes import lock_lane
from inbox.models import Outbox
from inbox.models.messages import SendState
from inbox.networks.items import Sent

MAX_ATTEMPTS = 8


def accepted(claimed: ClaimedSend, sent: Sent) -> None:
    """The network has the reply. Also right when an echo settled it meanwhile."""
    with organisation_door(claimed.organisation_id):
        lock_lane(claimed.channel_id)
        settle_sent(claimed.organisation_id, claimed.outbox_id, sent)


def refused(
    claimed: ClaimedSend, sentence: str, *, permanent: bool, retry_in: float | None = None
) -> None:
    """The network does not have the reply. `retry_in` seconds; ignored when permanent."""
    if permanent or claimed.attempt >= MAX_ATTEMPTS:
        _stop(claimed, SendState.FAILED, sentence)
        return
    wait = retry_in if retry_in is not None else min(600.0, 5.0 * 2**claimed.attempt)
    with organisation_door(claimed.organisation_id):
        Outbox.objects.filter(_ours(claimed), id=claimed.outbox_id).update(
            state=SendState.QUEUED,
            next_attempt_at=Now() + timedelta(seconds=wait),
            leased_until=None,
            lease_token=None,
            last_error=sentence[:400],
        )


def doubtful(claimed: ClaimedSend, sentence: str) -> None:
    """The call may have succeeded. It is never repeated blindly: an echo or a person settles it."""
    _stop(claimed, SendState.UNKNOWN, sentence)


def _stop(claimed: ClaimedSend, state: SendState, sentence: str) -> None:
    with organisation_door(claimed.organisation_id):
        row = Outbox.objects.select_related("message").get(id=claimed.outbox_id)
        stop(row, state, sentence, only_if=_ours(claimed))


def _ours(claimed: ClaimedSend) -> Q:
    """Our lease still holds; a late answer of ours must not undo a newer outcome."""
    return Q(state=SendState.SENDING, lease_token=claimed.lease_token)
