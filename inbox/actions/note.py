"""Notes: internal text on a case."""

from __future__ import annotations

from django.utils import timezone

from care.core.models import Member
from care.core.text import MAX_NOTE, typed
from inbox.actions.acting import by, tell, touch
from inbox.events import Kind
from inbox.models import Case, Note
from inbox.models.notes import NotePurpose


def check_note(*, member: Member, case: Case, text: str) -> str:
    """The text as it will be stored. Notes may be written in any state, also on what is done."""
    return typed(text, limit=MAX_NOTE)


def do_note(
    *, member: Member, case: Case, text: str, purpose: NotePurpose = NotePurpose.PLAIN
) -> Note:
    now = timezone.now()
    note = Note.objects.create(case=case, member=member, purpose=purpose, text=text, at=now)
    tell(case, Kind.NOTE_ADDED, now, by(member), note=note.id, purpose=str(purpose))
    touch(case, by(member), now)
    return note
