"""What every verb does beside its own matter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox import events
from inbox.actions.notices import tell_watchers
from inbox.events import Actor, Fact, Kind
from inbox.models import Case, Timer
from inbox.models.clocks import TimerKind


def by(member: Any) -> Actor:
    return Actor(member_id=member.id)


def tell(case: Case, kind: Kind, at: datetime, actor: Actor, **data: Any) -> None:
    """Record one fact; keys that are Python words end in an underscore (`from_`)."""
    clean = {key.rstrip("_"): value for key, value in data.items()}
    events.record([Fact(case.id, kind, at, actor, clean)])


def touch(case: Case, actor: Actor, at: datetime) -> None:
    """A person acted: from now on the case is never merged away, and if it was kept for them, it
    stays with them."""
    if actor.member_id is None:
        return
    tell_watchers(case, at=at, actor=actor)
    if case.acted_at is None:
        case.acted_at = at
        case.looked_at = case.looked_at or at
        case.save(update_fields=["acted_at", "looked_at"])
    if case.kept_until is not None and case.assignee_id == actor.member_id:
        case.kept_until = None
        case.save(update_fields=["kept_until"])
        Timer.objects.filter(case=case, kind=TimerKind.RELEASE).delete()
