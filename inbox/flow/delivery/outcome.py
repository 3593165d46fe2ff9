"""What came of a call to a network: accepted, refused, or nobody knows."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from care.core.tenancy import organisation_door
from inbox import clocks, events
from inbox.events import Actor, Fact, Kind
from inbox.flow.delivery.claim import ClaimedSend
from inbox.flow.delivery.settle import settle_sent
from inbox.flow.lanes import lock_lane
from inbox.models import Case, Outbox
from inbox.models.cases import State
from inbox.models.messages import SendState
from inbox.networks.items import Sent

MAX_ATTEMPTS = 8


def accepted(claimed: ClaimedSend, sent: Sent) -> None:
    """The network has the reply. Also right when an echo settled it meanwhile."""
    with organisation_door(claimed.organisation_id):
        lock_lane(claimed.organisation_id, claimed.channel_id)
        settle_sent(claimed.organisation_id, claimed.outbox_id, sent)


def refused(
    claimed: ClaimedSend, sentence: str, *, permanent: bool, retry_in: float | None = None
) -> None:
    """The network does not have the reply. `retry_in` seconds; ignored when permanent."""
    with organisation_door(claimed.organisation_id):
        row = _ours(claimed)
        if row is None:
            return
        row.last_error = sentence[:400]
        if permanent or claimed.attempt >= MAX_ATTEMPTS:
            _fail(row)
            return
        wait = retry_in if retry_in is not None else min(600.0, 5.0 * 2**claimed.attempt)
        Outbox.objects.filter(id=row.id).update(
            state=SendState.QUEUED,
            next_attempt_at=Now() + timedelta(seconds=wait),
            leased_until=None,
            lease_token=None,
            last_error=row.last_error,
        )


def doubtful(claimed: ClaimedSend, sentence: str) -> None:
    """The call may have succeeded. It is never repeated blindly: an echo settles it, or a person."""
    with organisation_door(claimed.organisation_id):
        row = _ours(claimed)
        if row is not None:
            make_unknown(row, sentence)


def make_unknown(row: Outbox, sentence: str) -> None:
    """Needs the organisation's door."""
    _stop(row, SendState.UNKNOWN, Kind.REPLY_UNKNOWN, sentence)


def _fail(row: Outbox) -> None:
    _stop(row, SendState.FAILED, Kind.REPLY_FAILED, row.last_error)


def _stop(row: Outbox, state: SendState, kind: Kind, sentence: str) -> None:
    """A person must look: the case opens again, so that an unsent answer is nobody's surprise."""
    message = row.message
    case = Case.objects.select_for_update().get(id=message.case_id)
    Outbox.objects.filter(id=row.id).update(
        state=state,
        next_attempt_at=None,
        leased_until=None,
        lease_token=None,
        last_error=sentence[:400],
    )
    now = timezone.now()
    actor = Actor(member_id=message.member_id)
    facts = [Fact(case.id, kind, now, actor, {"message": message.id})]
    if case.state == State.WAITING:
        data = {"from": str(case.state), "to": str(State.OPEN)}
        facts.append(Fact(case.id, Kind.STATE_CHANGED, now, data=data))
        case.state = State.OPEN
        case.save(update_fields=["state"])
    events.record(facts)
    clocks.follow(case, now=now)


def _ours(claimed: ClaimedSend) -> Outbox | None:
    """The row, if our lease still holds; a late answer of ours must not undo a newer outcome."""
    return (
        Outbox.objects.select_related("message")
        .filter(
            id=claimed.outbox_id, state=SendState.SENDING, lease_token=claimed.lease_token
        )
        .first()
    )
