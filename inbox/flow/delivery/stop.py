"""A reply that goes no further by itself: refused for good, or nobody knows."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from inbox import clocks, events
from inbox.actions.notices import notify
from inbox.actions.state import change_state
from inbox.actions.turns import wake_next
from inbox.events import SYSTEM, Actor, Fact, Kind
from inbox.flow.delivery import doubt
from inbox.models import Case, Outbox
from inbox.models.cases import State
from inbox.models.desk import NoticeKind
from inbox.models.messages import SendState

_KIND = {SendState.UNKNOWN: Kind.REPLY_UNKNOWN, SendState.FAILED: Kind.REPLY_FAILED}


def stop(
    row: Outbox, state: SendState, sentence: str, *, only_if: Q, look_at_once: bool = False
) -> None:
    """Needs the organisation's door. Does nothing when `only_if` no longer holds once the case is
    locked: an echo may have settled the reply meanwhile, and sent is sent.

    A person must look: the case opens again, so that an unsent answer is nobody's surprise.
    """
    message = row.message
    case = Case.objects.select_for_update().get(id=message.case_id)  # case before its rows
    look_in = None
    if state == SendState.UNKNOWN:
        look_in = doubt.first_look(row, at_once=look_at_once)
    stopped = Outbox.objects.filter(only_if, id=row.id).update(
        state=state,
        next_attempt_at=None,
        leased_until=None,
        lease_token=None,
        look_at=None if look_in is None else Now() + look_in,
        looks=0,
        last_error=sentence[:400],
    )
    if not stopped:
        return
    now = timezone.now()
    actor = Actor(member_id=message.member_id)
    events.record([Fact(case.id, _KIND[state], now, actor, {"message": message.id})])
    # Not by their own doing: whoever wrote it is told.
    notify(NoticeKind.SEND_FAILED, case.id, [message.member_id], at=now)
    if case.state in {State.WAITING, State.RESOLVED, State.DISMISSED}:
        change_state(case, State.OPEN, at=now, actor=SYSTEM, why="not_sent")
    clocks.follow(case, now=now)
    wake_next(case.id)
