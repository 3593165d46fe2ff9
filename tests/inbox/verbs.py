"""What people of the cast do with cases, by the verbs that pages call."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import time_machine
from django.utils import timezone

from care.core.models import Member
from inbox.access import case_to_change
from inbox.actions.reply import check_reply, do_reply
from inbox.flow.delivery import ClaimedSend, SendRef, claim_send
from inbox.models import Case, Outbox
from tests.cast import Cast

_keys = itertools.count(1)


def at(moment: datetime) -> Any:
    """Our clock shows `moment`. The database's own does not follow."""
    return time_machine.travel(moment, tick=False)


def change(
    cast: Cast,
    do: Callable[..., Any],
    *,
    case: int | None = None,
    member: Member | None = None,
    **more: Any,
) -> None:
    """`do` with the case, or with the only one there is."""
    actor = member or cast.anna
    with cast.door():
        found = case_to_change(actor, case or Case.objects.get(merged_into=None).id)
        do(member=actor, case=found, **more)


def reply(cast: Cast, text: str, *, case: int | None = None, **more: Any) -> SendRef:
    """An agent's answer on its way; what a worker finds due."""
    with cast.door():
        found = case_to_change(cast.anna, case or Case.objects.get(merged_into=None).id)
        key = f"reply-{next(_keys):04}"
        checked = check_reply(
            member=cast.anna, case=found, text=text, visibility="public", idempotency_key=key
        )
        message = do_reply(member=cast.anna, case=found, reply=checked, idempotency_key=key, **more)
        return SendRef(cast.id, Outbox.objects.get(message=message).id)


def begin_sending(ref: SendRef, *, lease_seconds: int = 60) -> ClaimedSend:
    """The attempt is on record; the network is about to be called."""
    claimed = claim_send(ref, lease_seconds)
    assert claimed is not None
    return claimed


def outbox(cast: Cast, ref: SendRef) -> Outbox:
    with cast.door():
        return Outbox.objects.select_related("message").get(id=ref.outbox_id)


def now() -> datetime:
    return timezone.now()
