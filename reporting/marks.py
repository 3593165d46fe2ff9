"""Marks on time axes: an outage, a change of policy."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from care.core import audit
from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from reporting.models import TimeMark
from reporting.models.marks import MarkKind
from reporting.period import EARLIEST, LATEST

MOST: Final = 500


def marks_between(start: datetime, end: datetime) -> tuple[tuple[datetime, str], ...]:
    rows = TimeMark.objects.filter(at__gte=start, at__lt=end).order_by("at", "id")
    return tuple(rows.values_list("at", "label"))


def check_mark(*, kind: str, at: str, label: str) -> TimeMark:
    """The mark as it would be written. `at`: by the organisation's clock, as a form sends it."""
    if kind not in MarkKind.values:
        raise Refused(_("The form was damaged on its way. Fill it in again."))
    words = typed(label, limit=120)
    moment = _moment(at)
    if moment is None:
        raise Refused(_("The time is not complete. Give a day and a time."))
    if TimeMark.objects.count() >= MOST:
        raise Refused(_("%(count)d marks are all that fit. Remove some.") % {"count": MOST})
    return TimeMark(kind=kind, at=moment, label=words)


def do_mark(*, by: Member, mark: TimeMark) -> TimeMark:
    mark.member = by
    mark.save(force_insert=True)
    audit.note(by, "mark.add", f"mark {mark.label}", at=mark.at.isoformat())
    return mark


def do_remove_mark(*, by: Member, mark: TimeMark) -> None:
    audit.note(by, "mark.remove", f"mark {mark.label}", at=mark.at.isoformat())
    mark.delete()


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None or found.tzinfo is not None or not EARLIEST <= found.date() < LATEST:
        return None
    return timezone.make_aware(found)
