"""What every verb does beside its own matter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox import events
from inbox.events import Actor, Fact, Kind
from inbox.models import Case


def by(member: Any) -> Actor:
    return Actor(member_id=member.id)


def tell(case: Case, kind: Kind, at: datetime, actor: Actor, **data: Any) -> None:
    """Record one fact; keys that are Python words end in an underscore (`from_`)."""
    clean = {key.rstrip("_"): value for key, value in data.items()}
    events.record([Fact(case.id, kind, at, actor, clean)])


def touch(case: Case, actor: Actor, at: datetime) -> None:
    """A person acted: from now on the case is never merged away."""
    if actor.member_id is not None and case.acted_at is None:
        case.acted_at = at
        case.looked_at = case.looked_at or at
        case.save(update_fields=["acted_at", "looked_at"])
