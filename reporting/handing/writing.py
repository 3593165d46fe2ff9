"""Writes the files that members asked for. A worker claims one for a while, asks with the member's
eyes in a transaction that only reads, and writes the file outside of it; one that dies loses its
lease, and another begins anew."""

from __future__ import annotations

import logging
import tempfile
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO, Final
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell, files
from care.core.errors import Refused
from care.core.models import Organisation
from care.core.tenancy import organisation_door
from care.core.tenancy.due import due_rows
from reporting import words
from reporting.asked import Asked
from reporting.filters import UnknownValue
from reporting.handing import as_csv, as_xlsx, of_cases
from reporting.handing.exports import BELL, CASES, FOLDER, KEPT, do_forget
from reporting.making import REPORTS, made
from reporting.models import Export
from reporting.models.handed import Form, Making
from reporting.which import UnknownFigure

logger = logging.getLogger(__name__)

# Longer than asking and writing may take together.
LEASE: Final = timedelta(minutes=5)
STATEMENT_MS: Final = 60_000
MOST_TRIES: Final = 3
# One task gives way after this long: whoever else waits for a worker gets a turn.
TASK_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Claimed:
    organisation_id: int
    export_id: int
    token: uuid.UUID


class _Gone(Exception):
    """Whoever asked for it is no longer here."""


def write_due(*, seconds: float = TASK_SECONDS) -> int:
    """The number of files that had their turn."""
    ends = time.monotonic() + seconds
    worked = 0
    while (claimed := _claim()) is not None:
        _work(claimed)
        worked += 1
        if time.monotonic() >= ends:
            bell.ring(BELL)
            break
    return worked


def _claim() -> Claimed | None:
    for due in due_rows("care_due_exports", at_most=10):
        with organisation_door(due.organisation_id):
            waiting = Export.objects.select_for_update(skip_locked=True)
            row = waiting.filter(id=due.row_id, due_at__lte=Now()).first()
            if row is None:
                continue
            token = uuid.uuid4()
            Export.objects.filter(id=row.id).update(
                due_at=Now() + LEASE, lease_token=token, tries=F("tries") + 1
            )
            return Claimed(due.organisation_id, row.id, token)
    return None


def _work(claimed: Claimed) -> None:
    """A file that cannot be written says why, and keeps no other waiting."""
    try:
        with tempfile.TemporaryDirectory(prefix="care-export-") as folder:
            path = Path(folder) / "file"
            rows = _written(claimed, path)
            with path.open("rb") as file:
                stored = files.put_away(claimed.organisation_id, file, under=FOLDER)
            _done(claimed, stored, path.stat().st_size, rows)
    except Refused as refused:
        _failed(claimed, refused.sentence)
    except (UnknownValue, UnknownFigure, as_csv.NoSuchSection):
        _failed(claimed, _("Something it is narrowed to is not there any more."))
    except _Gone:
        _failed(claimed, _("Whoever asked for it may not read reports any more."))
    except DatabaseError:
        logger.exception("export %s of %s", claimed.export_id, claimed.organisation_id)
        _again(claimed, _("The database did not answer in time. Choose a shorter period."))
    except Exception:
        logger.exception("export %s of %s", claimed.export_id, claimed.organisation_id)
        _again(claimed, _("Something went wrong inside Care. Ask for the file again."))


def _written(claimed: Claimed, path: Path) -> int:
    """The number of rows. Asked with the member's eyes, in a transaction that only reads; the file
    lies on this machine until it is whole."""
    with organisation_door(claimed.organisation_id):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS}")
        row = Export.objects.select_related("member__membership__person").get(id=claimed.export_id)
        place = row.member.membership
        if not (place.active and place.person.is_active):
            raise _Gone
        organisation = Organisation.objects.get(id=claimed.organisation_id)
        asked = Asked(row.member, organisation, QueryDict(row.query), own=not row.member.leads)
        with timezone.override(ZoneInfo(organisation.zone)), path.open("wb") as file:
            return _rows(row, asked, file)


def _rows(row: Export, asked: Asked, file: IO[bytes]) -> int:
    if row.report == CASES:
        names, found = of_cases.headings(), of_cases.rows(asked)
        if row.form == Form.CSV:
            return as_csv.write_rows(names, found, file)
        return as_xlsx.write_rows(_("Cases"), names, found, file)
    sheet = REPORTS[row.report]
    if not (row.member.leads or sheet.own):
        raise _Gone
    report = made(asked, sheet)
    if row.form == Form.CSV:
        return as_csv.write_report(report, row.section, file)
    return as_xlsx.write_report(report, words.period_says(asked.period), file)


def _done(claimed: Claimed, stored: str, size: int, rows: int) -> None:
    with organisation_door(claimed.organisation_id):
        found = Export.objects.filter(id=claimed.export_id, lease_token=claimed.token)
        changed = found.update(
            state=Making.DONE,
            stored=stored,
            size=size,
            rows=rows,
            error="",
            made_at=Now(),
            due_at=None,
            lease_token=None,
        )
        if not changed:
            # It took longer than its lease: another worker's file stands there.
            files.forget([stored])


def _again(claimed: Claimed, sentence: str) -> None:
    with organisation_door(claimed.organisation_id):
        found = Export.objects.filter(id=claimed.export_id, lease_token=claimed.token)
        tired = found.filter(tries__gte=MOST_TRIES).exists()
        if not tired:
            found.update(due_at=Now() + timedelta(seconds=30), lease_token=None)
    if tired:
        _failed(claimed, sentence)


def _failed(claimed: Claimed, sentence: str) -> None:
    with organisation_door(claimed.organisation_id):
        found = Export.objects.filter(id=claimed.export_id, lease_token=claimed.token)
        found.update(state=Making.FAILED, error=sentence[:400], due_at=None, lease_token=None)


def forget_old() -> int:
    """Files of before, and what lies in the storage although no row names it."""
    gone = 0
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with organisation_door(organisation_id):
            gone += do_forget(Export.objects.filter(at__lt=timezone.now() - KEPT))
        gone += files.sweep(organisation_id, partial(_needed, organisation_id), under=FOLDER)
    return gone


def _needed(organisation_id: int, names: list[str]) -> set[str]:
    with organisation_door(organisation_id):
        return set(Export.objects.filter(stored__in=names).values_list("stored", flat=True))
