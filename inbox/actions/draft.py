"""What somebody has begun to write, kept so that no word is lost on any device."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from care.core.errors import Refused
from care.core.models import Member
from care.core.text import MAX_MESSAGE, faithful
from inbox.actions.attach import take_from_message
from inbox.models import Attachment, Case, Draft, Message, Note, Outbox
from inbox.models.desk import Pen
from inbox.models.messages import Visibility


def check_draft(*, member: Member, case: Case, pen: str, visibility: str) -> None:
    if pen not in Pen.values or (visibility and visibility not in Visibility.values):
        raise Refused(_("There is no such pen. Reload the page."))


def do_draft(
    *, member: Member, case: Case, pen: str, text: str, visibility: str = "", form_key: str = ""
) -> bool:
    """One draft for a member, case and pen: the newest words. An empty one without files is
    forgotten, and so is one whose form (`form_key`) was sent meanwhile. Gives whether there is
    one now.

    Needs `inbox.access.case_beside`: whoever sends the form at this very moment is waited for.
    """
    text = faithful(text, limit=MAX_MESSAGE).replace("\r\n", "\n")
    if _was_sent(pen, form_key):
        return False
    if not text.strip():
        return forget_draft(member=member, case=case, pen=pen)
    Draft.objects.update_or_create(
        member=member,
        case=case,
        pen=pen,
        defaults={"text": text, "visibility": visibility, "written_at": timezone.now()},
    )
    return True


def keep_words(*, member: Member, case: Case, message: Message) -> str:
    """A reply that did not leave after all stands in the member's draft again, words and files,
    before what was begun since. Gives the whole text."""
    begun = Draft.objects.filter(member=member, case=case, pen=Pen.REPLY).first()
    whole = f"{message.text}\n\n{begun.text}" if begun is not None else message.text
    do_draft(member=member, case=case, pen=Pen.REPLY, text=whole, visibility=message.visibility)
    draft = Draft.objects.filter(member=member, case=case, pen=Pen.REPLY).first()
    if draft is not None:
        take_from_message(message, draft)
    return whole


def forget_draft(*, member: Member, case: Case, pen: str) -> bool:
    """Its words. Files that were attached since on another device keep it; gives whether."""
    drafts = Draft.objects.filter(member=member, case=case, pen=pen)
    if Attachment.objects.filter(draft__in=drafts).exists():
        return drafts.update(text="", written_at=timezone.now()) > 0
    drafts.delete()
    return False


def _was_sent(pen: str, form_key: str) -> bool:
    if not form_key:
        return False
    if pen == Pen.NOTE:
        return Note.objects.filter(idempotency_key=form_key).exists()
    return Outbox.objects.filter(idempotency_key=form_key).exists()
