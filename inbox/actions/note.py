"""Notes: internal text on a case."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from care.core.models import Member
from care.core.text import MAX_NOTE, typed
from inbox.actions.acting import by, tell, touch
from inbox.actions.attach import chosen_files, give_to_note
from inbox.actions.keys import lock_key
from inbox.actions.mention import tell_the_mentioned
from inbox.events import Kind
from inbox.models import Case, Note
from inbox.models.desk import Pen
from inbox.models.notes import NotePurpose


def check_note(*, member: Member, case: Case, text: str) -> str:
    """The text as it will be stored. Notes may be written in any state, also on what is done."""
    return typed(text, limit=MAX_NOTE)


def written(case: Case, text: str, idempotency_key: str) -> Note | None:
    """The note that this form has become already. Needs the case's row lock."""
    if not idempotency_key:
        return None
    return Note.objects.filter(case=case, idempotency_key=idempotency_key, text=text).first()


def do_note(
    *,
    member: Member,
    case: Case,
    text: str,
    purpose: NotePurpose = NotePurpose.PLAIN,
    idempotency_key: str = "",
    files: Sequence[int] = (),
) -> Note:
    """The same key and text again are the same note. An old key with other words is no reason to
    lose them. `files`: which of the member's draft go with it."""
    if idempotency_key:
        lock_key(idempotency_key)
    before = written(case, text, idempotency_key)
    if before is not None:
        return before
    chosen = chosen_files(member=member, case=case, pen=Pen.NOTE, ids=files)
    now = timezone.now()
    used = Note.objects.filter(idempotency_key=idempotency_key).exists()
    note = Note.objects.create(
        case=case,
        member=member,
        purpose=purpose,
        text=text,
        at=now,
        idempotency_key=None if used else idempotency_key or None,
    )
    give_to_note(chosen, note)
    tell(case, Kind.NOTE_ADDED, now, by(member), note=note.id, purpose=str(purpose))
    tell_the_mentioned(member=member, case=case, note=note)
    touch(case, by(member), now)
    return note
