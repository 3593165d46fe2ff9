"""The mark that something of ours made a case harder than it had to be."""

from __future__ import annotations

from django.utils import timezone

from care.core.models import Member
from inbox.actions.acting import by, tell, touch
from inbox.events import Kind
from inbox.models import Case


def do_friction(*, member: Member, case: Case, marked: bool) -> None:
    """Anybody who sees the case may mark it, in any state, and take the mark off again."""
    if (case.friction_at is not None) == marked:
        return
    now = timezone.now()
    case.friction_at = now if marked else None
    case.save(update_fields=["friction_at"])
    tell(case, Kind.FRICTION_MARKED, now, by(member), on=marked)
    touch(case, by(member), now)
