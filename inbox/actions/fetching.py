"""A file that could not be fetched from its network, once more."""

from __future__ import annotations

from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from care.core import bell
from care.core.errors import Refused
from care.core.live import tell_cases
from care.core.models import Member
from inbox.access import MAX_ID
from inbox.models import Attachment, Case
from inbox.models.attachments import FileState

BELL = "connectors.fetch_files"


def check_fetch_again(*, member: Member, case: Case, attachment_id: int) -> Attachment:
    """Http404 when the case has no such file."""
    found = None
    if 0 < attachment_id <= MAX_ID:
        found = Attachment.objects.filter(id=attachment_id, message__case=case).first()
    if found is None:
        raise Http404
    if not found.remote_url:
        raise Refused(_("This file was not fetched from a network."))
    return found


def do_fetch_again(*, member: Member, case: Case, row: Attachment) -> None:
    """What is here, or on its way, stays so."""
    failed = Attachment.objects.filter(id=row.id, state=FileState.FAILED)
    if failed.update(state=FileState.AWAITED, fetch_at=Now(), attempts=0, last_error=""):
        tell_cases([case.id])
        bell.ring(BELL)
