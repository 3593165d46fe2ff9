"""What came of a call to a network: accepted, refused, or nobody knows."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from care.core.tenancy import organisation_door
from inbox.flow.delivery.claim import DEAD_CHANNEL, ClaimedSend
from inbox.flow.delivery.settle import settle_sent
from inbox.flow.delivery.stop import stop
from inbox.flow.lanes import lock_lane
from inbox.models import Case, Outbox
from inbox.models.messages import SendState
from inbox.networks.items import Sent

# With the pace of the connectors that is most of an hour.
MAX_ATTEMPTS = 12


def accepted(claimed: ClaimedSend, sent: Sent) -> None:
    """The network has the reply. Also right when an echo settled it meanwhile."""
    with organisation_door(claimed.organisation_id):
        lock_lane(claimed.channel_id)
        settle_sent(claimed.organisation_id, claimed.outbox_id, sent)


def refused(
    claimed: ClaimedSend,
    sentence: str,
    *,
    permanent: bool,
    retry_in: float | None = None,
    asked: bool = False,
) -> None:
    """The network does not have the reply. `retry_in` seconds; ignored when permanent. `asked`: it
    only wants us to wait, which counts as no attempt: the last of a long queue may wait often."""
    if permanent or (claimed.attempt >= MAX_ATTEMPTS and not asked):
        _fail(claimed, sentence)
        return
    wait = retry_in if retry_in is not None else min(600.0, 5.0 * 2**claimed.attempt)
    _queue_again(claimed, sentence, timedelta(seconds=wait), counted=not asked)


def kept_back(claimed: ClaimedSend, sentence: str) -> None:
    """The account's access is gone: the reply waits until somebody connects the channel again."""
    _queue_again(claimed, sentence, DEAD_CHANNEL, counted=False)


def doubtful(claimed: ClaimedSend, sentence: str, *, already: bool = False) -> None:
    """The call may have succeeded. It is never repeated blindly: the reply is looked for on the
    network, where that can be done, or a person decides. `already`: the network says that it has
    it, so it is looked for at once and never sent anew by itself."""
    with organisation_door(claimed.organisation_id):
        row = _row(claimed)
        if already:
            # The case before its rows, as everywhere.
            Case.objects.select_for_update().get(id=row.message.case_id)
            Outbox.objects.filter(_ours(claimed), id=row.id).update(sent_anew=True)
        stop(row, SendState.UNKNOWN, sentence, only_if=_ours(claimed), look_at_once=already)


def _queue_again(claimed: ClaimedSend, sentence: str, wait: timedelta, *, counted: bool) -> None:
    with organisation_door(claimed.organisation_id):
        Outbox.objects.filter(_ours(claimed), id=claimed.outbox_id).update(
            state=SendState.QUEUED,
            attempts=claimed.attempt if counted else F("attempts") - 1,
            # Nothing arrived, so there is nothing to look for.
            attempt_at=F("attempt_at") if claimed.in_doubt else None,
            next_attempt_at=Now() + wait,
            leased_until=None,
            lease_token=None,
            last_error=sentence[:400],
        )


def _fail(claimed: ClaimedSend, sentence: str) -> None:
    with organisation_door(claimed.organisation_id):
        row = _row(claimed)
        # The case before its rows, as everywhere.
        Case.objects.select_for_update().get(id=row.message.case_id)
        if not claimed.in_doubt:
            Outbox.objects.filter(_ours(claimed), id=row.id).update(attempt_at=None)
        stop(row, SendState.FAILED, sentence, only_if=_ours(claimed))


def _row(claimed: ClaimedSend) -> Outbox:
    return Outbox.objects.select_related("message", "channel").get(id=claimed.outbox_id)


def _ours(claimed: ClaimedSend) -> Q:
    """Our lease still holds; a late answer of ours must not undo a newer outcome."""
    return Q(state=SendState.SENDING, lease_token=claimed.lease_token)
