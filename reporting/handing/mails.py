"""Mails saved reports on their day. The schedule's row is locked while its mails are written and
moved on in the same transaction, so none is written twice; a report of a time at which no worker
ran is mailed once, late."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from care.core.mailing import letters
from care.core.mailing.outbox import do_post
from care.core.mailing.servers import can_mail
from care.core.models import Member, Organisation
from care.core.tenancy import organisation_door
from care.core.tenancy.due import Due, due_rows
from reporting import words
from reporting.asked import Asked
from reporting.filters import UnknownValue
from reporting.handing.rhythm import next_due
from reporting.handing.saved import may_read
from reporting.handing.writing import STATEMENT_MS
from reporting.making import REPORTS, made
from reporting.models import SavedReport, Schedule
from reporting.report import Report, Tile

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100
USEFUL: Final = timedelta(hours=24)
AGAIN: Final = timedelta(minutes=10)


def mail_due() -> int:
    """The number of mails written."""
    written = 0
    for due in due_rows("care_due_reports", at_most=AT_ONCE):
        try:
            with organisation_door(due.organisation_id):
                written += _mail(due)
        except Exception:  # one report's fault keeps nobody else's mail waiting
            logger.exception("schedule %s of %s", due.row_id, due.organisation_id)
            _later(due)
    return written


def _later(due: Due) -> None:
    with organisation_door(due.organisation_id):
        row = Schedule.objects.filter(id=due.row_id, due_at__lte=Now())
        row.update(due_at=Now() + AGAIN)


def _mail(due: Due) -> int:
    locked = Schedule.objects.select_for_update(skip_locked=True, of=("self",))
    row = locked.select_related("saved").filter(id=due.row_id, due_at__lte=Now()).first()
    if row is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS}")
    organisation = Organisation.objects.get(id=due.organisation_id)
    zone = ZoneInfo(organisation.zone)
    count = 0
    with timezone.override(zone):
        for reader in _readers(row) if can_mail() else ():
            count += _to(reader, row, organisation)
    row.due_at = next_due(
        rhythm=row.rhythm, weekday=row.weekday, hour=row.hour, zone=zone, after=timezone.now()
    )
    row.save(update_fields=["due_at"])
    return count


def _readers(row: Schedule) -> Iterator[Member]:
    """Those who may read it: of a report that is not shared any more, only its owner."""
    chosen = may_read().filter(id__in=row.readers.values("member_id"))
    for member in chosen.select_related("membership__person"):
        if member.membership.person.is_active and (
            row.saved.shared or member.id == row.saved.member_id
        ):
            yield member


def _to(member: Member, row: Schedule, organisation: Organisation) -> int:
    saved = row.saved
    asked = Asked(member, organisation, QueryDict(saved.query))
    if asked.wrong or saved.report not in REPORTS:
        return 0
    try:
        with transaction.atomic():
            report = made(asked, REPORTS[saved.report])
    except UnknownValue:
        # It is narrowed to what this reader does not see: nothing is better than too much.
        return 0
    subject, body = letters.report(
        organisation=organisation.name,
        name=saved.name,
        period=words.period_says(asked.period),
        before=words.before_says(asked.period),
        parts=list(_parts(report)),
        link=settings.ORIGIN + _address(asked, saved),
        wishes=settings.ORIGIN + reverse("reports:saved", args=[organisation.slug]),
    )
    do_post(
        kind="report",
        to=member.membership.person.email,
        subject=subject,
        body=body,
        useful_seconds=USEFUL.total_seconds(),
        person=member.membership.person,
        organisation_id=organisation.id,
    )
    return 1


def _address(asked: Asked, saved: SavedReport) -> str:
    said = QueryDict(saved.query).urlencode()
    return f"{asked.links.root}{saved.report}/{'?' if said else ''}{said}"


def _parts(report: Report) -> Iterator[tuple[str, list[str]]]:
    """Each section's figures, as lines."""
    for section in report.sections:
        lines = [_line(tile) for tile in section.tiles]
        if lines:
            yield section.title, lines


def _line(tile: Tile) -> str:
    unit = tile.column.unit
    said = f"{tile.column.label}: {words.say(tile.cell.value, unit)}"
    if tile.cell.before is None:
        return said
    return f"{said} ({words.say(tile.cell.before, unit)})"
