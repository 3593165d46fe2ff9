"""Files beside messages that came: a row each with its message, the bytes later.

A worker claims a row, fetches its bytes outside of any transaction, and keeps them: customers'
pictures stay as they are. A message that was deleted meanwhile took its rows along, and what was
fetched for it goes again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from care.core import bell, files
from care.core.bulk import insert_rows
from care.core.files import MOST_BYTES
from care.core.live import tell_cases
from care.core.tenancy import organisation_door
from care.core.tenancy.due import Due, due_rows
from care.core.text import faithful
from inbox.actions.attach import LONGEST_ALT
from inbox.actions.fetching import BELL
from inbox.flow.ingest.working import Draft, Lane
from inbox.models import Attachment
from inbox.models.attachments import FileState
from inbox.networks.items import Media

MOST_OF_A_MESSAGE = 20
LONGEST_URL = 2_000
# Seconds before each further try; after the last one a person has to ask.
PATIENCE = (30, 120, 600, 3_600)
_COLUMNS = (
    *("organisation_id", "message_id", "position", "state", "name", "kind", "mime", "size"),
    *("sha256", "alt", "stored", "preview", "remote_url", "fetch_at", "attempts", "last_error"),
    "at",
)


@dataclass(frozen=True, slots=True)
class ClaimedFile:
    organisation_id: int
    attachment_id: int
    channel_id: int
    account_id: str
    network: str
    url: str
    attempt: int
    lease_token: uuid.UUID


def write_files(lane: Lane, drafts: Iterable[Draft]) -> None:
    """Once their messages are written. No statement where there is no file."""
    rows = [
        (
            *(lane.organisation_id, draft.message_id, place, str(FileState.AWAITED)),
            *(files.shown_name(faithful(one.name, limit=1_000)), one.kind, "", max(0, one.size)),
            *("", " ".join(faithful(one.alt, limit=LONGEST_ALT).split()), "", "", one.url),
            *(lane.now, 0, "", lane.now),
        )
        for draft in drafts
        for place, one in enumerate(_usable(draft.item.media))
    ]
    if rows:
        insert_rows("inbox_attachment", _COLUMNS, rows)
        bell.ring(BELL)


def _usable(media: Iterable[Media]) -> list[Media]:
    """An address that nobody could ever ask is no file."""
    fine = [
        one
        for one in media
        if one.url.startswith(("https://", "http://"))
        and len(one.url) <= LONGEST_URL
        and one.url.isprintable()
    ]
    return fine[:MOST_OF_A_MESSAGE]


def due_files(limit: int) -> list[Due]:
    return due_rows("care_due_files", at_most=limit)


def claim_file(due: Due, lease_seconds: int) -> ClaimedFile | None:
    """The file to fetch, ours for `lease_seconds`; None when somebody else has it. A worker that
    died leaves it to the next one when its lease is over."""
    token = uuid.uuid4()
    with organisation_door(due.organisation_id):
        row = (
            Attachment.objects.select_related("message__channel")
            .filter(id=due.row_id, fetch_at__lte=Now(), state=FileState.AWAITED)
            .first()
        )
        if row is None or row.message is None:
            return None
        if not Attachment.objects.filter(id=row.id, fetch_at__lte=Now()).update(
            fetch_at=Now() + timedelta(seconds=lease_seconds),
            attempts=F("attempts") + 1,
            lease_token=token,
        ):
            return None
        channel = row.message.channel
        return ClaimedFile(
            organisation_id=due.organisation_id,
            attachment_id=row.id,
            channel_id=channel.id,
            account_id=channel.account_id,
            network=channel.network,
            url=row.remote_url,
            attempt=row.attempts + 1,
            lease_token=token,
        )


def keep_file(claimed: ClaimedFile, content: bytes) -> None:
    """Its bytes are here. Whoever looks at the case sees it."""
    kept = files.keep(claimed.organisation_id, content)
    with organisation_door(claimed.organisation_id):
        ours = Attachment.objects.filter(
            id=claimed.attachment_id, lease_token=claimed.lease_token, state=FileState.AWAITED
        )
        if not ours.update(
            state=FileState.HERE,
            kind=kept.kind,
            mime=kept.mime,
            size=kept.size,
            sha256=kept.sha256,
            width=kept.width,
            height=kept.height,
            stored=kept.stored,
            preview=kept.preview,
            fetch_at=None,
            lease_token=None,
            last_error="",
        ):
            files.forget([kept.stored, kept.preview])
            return
        _tell(claimed)


def file_failed(claimed: ClaimedFile, sentence: str, *, permanent: bool) -> None:
    """Tried again after a while, a few times; then the page says why, and a person may ask."""
    over = permanent or claimed.attempt > len(PATIENCE)
    wait = None if over else Now() + timedelta(seconds=PATIENCE[claimed.attempt - 1])
    with organisation_door(claimed.organisation_id):
        Attachment.objects.filter(
            id=claimed.attachment_id, lease_token=claimed.lease_token, state=FileState.AWAITED
        ).update(
            state=FileState.FAILED if over else FileState.AWAITED,
            fetch_at=wait,
            lease_token=None,
            last_error=sentence[:300],
        )
        if over:
            _tell(claimed)


def _tell(claimed: ClaimedFile) -> None:
    case_ids = Attachment.objects.filter(id=claimed.attachment_id).values_list(
        "message__case_id", flat=True
    )
    tell_cases(filter(None, case_ids))


__all__ = [
    "MOST_BYTES",
    "ClaimedFile",
    "claim_file",
    "due_files",
    "file_failed",
    "keep_file",
    "write_files",
]
