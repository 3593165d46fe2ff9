"""The files of a reply, as a connector gets them: read only when they are needed, and outside of
any transaction."""

from __future__ import annotations

from functools import partial

from care.core.file_links import link_to
from care.core.files import whole
from care.core.tenancy import current_organisation_id
from inbox.models import Attachment, Message
from inbox.networks.items import OutgoingFile


def files_of(message: Message) -> tuple[OutgoingFile, ...]:
    """Needs the organisation's door."""
    rows = Attachment.objects.filter(message=message).order_by("position", "id")
    return tuple(
        OutgoingFile(
            name=row.name,
            mime=row.mime,
            alt=row.alt,
            size=row.size,
            load=partial(whole, row.stored),
            url=link_to(current_organisation_id(), row.id),
        )
        for row in rows
    )
