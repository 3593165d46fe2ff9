"""The first look at a case: it is not new any more."""

from __future__ import annotations

from django.utils import timezone

from care.core.live import tell_cases
from inbox.models import Case


def do_look(*, case_id: int) -> None:
    """Needs no lock: whoever looks first wins, and nothing hangs on who that was."""
    first = Case.objects.filter(id=case_id, looked_at__isnull=True)
    if first.update(looked_at=timezone.now()):
        tell_cases([case_id])
