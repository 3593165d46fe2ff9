"""Files, for those who may see what they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from care.core.models import Member
from inbox.access import MAX_ID, in_sight_of, visible_to
from inbox.models import Attachment, Channel

# Of one row, as JSON beside the message, note or draft that it belongs to.
FILE_COLUMNS = (
    "att.id, att.state, att.name, att.kind, att.mime, att.size, att.alt, att.width, att.height,"
    " att.preview <> '' AS looks, att.remote_url, att.last_error"
)


@dataclass(frozen=True, slots=True)
class FileFact:
    id: int
    state: str
    name: str
    kind: str
    mime: str
    size: int
    alt: str
    width: int | None
    height: int | None
    looks: bool
    """A small picture of it can be shown."""
    remote_url: str
    last_error: str


def files_json(owner: str, column: str) -> str:
    """A subselect: the files of the row that `owner` is an alias of."""
    return (
        f"(SELECT json_agg(row_to_json(f) ORDER BY f.place, f.id) FROM"
        f" (SELECT {FILE_COLUMNS}, att.position AS place FROM inbox_attachment att"
        f" WHERE att.organisation_id = {owner}.organisation_id AND att.{column} = {owner}.id) f)"
    )


def facts_of(given: list[dict[str, Any]] | None) -> tuple[FileFact, ...]:
    return tuple(
        FileFact(**{name: value for name, value in one.items() if name != "place"})
        for one in given or ()
    )


def file_for(member: Member, attachment_id: int) -> Attachment | None:
    """The file, if the member sees the case of what it belongs to; of a draft, their own. A post
    of the brand that stands in no case is seen with its channel's brand."""
    if not 0 < attachment_id <= MAX_ID:
        return None
    seen = visible_to(member).values("id")
    channels = Channel.objects.filter(in_sight_of(member)).values("id")
    return (
        Attachment.objects.filter(
            Q(message__case__in=seen)
            | Q(message__case__isnull=True, message__channel__in=channels)
            | Q(note__case__in=seen)
            | Q(draft__case__in=seen, draft__member=member)
        )
        .filter(id=attachment_id)
        .first()
    )
