"""Reports kept under a name, and who gets them by mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import audit
from care.core.errors import Refused
from care.core.models import Member, Organisation
from care.core.models.member import Role
from care.core.text import typed
from reporting.handing.exports import LONGEST_QUERY
from reporting.handing.rhythm import next_due
from reporting.making import REPORTS
from reporting.models import SavedReport, Schedule, ScheduledFor
from reporting.models.handed import Rhythm

MOST: Final = 100
MOST_READERS: Final = 50
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Mailing:
    """How a saved report is mailed; no readers: not at all."""

    rhythm: Rhythm
    weekday: int
    hour: int
    readers: tuple[Member, ...]


def saved_for(member: Member) -> QuerySet[SavedReport]:
    """The member's own, and those that others share."""
    rows = SavedReport.objects.select_related("member").filter(Q(member=member) | Q(shared=True))
    return rows.order_by("name", "id")


def check_save(
    *, member: Member, name: str, report: str, query: str, saved: SavedReport | None = None
) -> str:
    """The name as it is kept. `saved`: the one that is changed."""
    name = typed(name, limit=_LONGEST_NAME)
    if report not in REPORTS or REPORTS[report].own:
        raise Refused(_("There is no such report."))
    if len(query) > LONGEST_QUERY:
        raise Refused(_("The report is narrowed by too much. Take some filters off."))
    mine = SavedReport.objects.filter(member=member)
    others = mine.exclude(id=saved.id) if saved else mine
    if others.filter(name=name).exists():
        raise Refused(
            _("You have a report called “%(name)s” already. Choose another name.") % {"name": name}
        )
    if saved is None and mine.count() >= MOST:
        raise Refused(_("%(count)d saved reports are all that fit.") % {"count": MOST})
    return name


def do_save(*, member: Member, name: str, report: str, query: str, shared: bool) -> SavedReport:
    row = SavedReport.objects.create(
        member=member, name=name, report=report, query=query, shared=shared
    )
    audit.note(member, "report.save", f"report {row.id}", shared=shared)
    return row


def do_change(*, saved: SavedReport, name: str, shared: bool) -> None:
    saved.name, saved.shared = name, shared
    saved.save(update_fields=["name", "shared"])
    audit.note(saved.member, "report.change", f"report {saved.id}", shared=shared)


def do_remove(*, saved: SavedReport) -> None:
    audit.note(saved.member, "report.remove", f"report {saved.id}")
    _end(saved)
    saved.delete()


def check_mailing(
    *, rhythm: str, weekday: str, hour: str, readers: Iterable[str], saved: SavedReport
) -> Mailing:
    if rhythm not in Rhythm.values:
        raise Refused(_("Choose how often it is mailed."))
    day, at = _number(weekday or "0", 6), _number(hour, 23)
    if day is None or at is None:
        raise Refused(_("Choose a weekday and a full hour."))
    ids = {one for text in readers if (one := _number(text, 2**63 - 1)) is not None}
    if len(ids) > MOST_READERS:
        raise Refused(_("%(count)d people are all that fit.") % {"count": MOST_READERS})
    found = tuple(may_read().filter(id__in=ids))
    if len(found) != len(ids):
        raise Refused(_("Somebody you chose may not read reports any more. Choose again."))
    if not (saved.shared or {saved.member_id} >= ids):
        raise Refused(_("Share the report before you mail it to others."))
    return Mailing(Rhythm(rhythm), day, at, found)


def may_read() -> QuerySet[Member]:
    """Who may be sent reports."""
    leads = Member.objects.filter(role__in=[Role.TEAM_LEADER, Role.ADMIN], membership__active=True)
    return leads.order_by("display_name", "id")


def _number(text: str, most: int) -> int | None:
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    return found if found is not None and found <= most else None


def do_mail(*, saved: SavedReport, organisation: Organisation, mailing: Mailing) -> None:
    """From now on in this rhythm to these people, and nobody else."""
    _end(saved)
    if mailing.readers:
        due = next_due(
            rhythm=mailing.rhythm,
            weekday=mailing.weekday,
            hour=mailing.hour,
            zone=ZoneInfo(organisation.zone),
            after=timezone.now(),
        )
        row = Schedule.objects.create(
            saved=saved,
            rhythm=mailing.rhythm,
            weekday=mailing.weekday,
            hour=mailing.hour,
            due_at=due,
        )
        for reader in mailing.readers:
            ScheduledFor.objects.create(schedule=row, member=reader)
    audit.note(
        saved.member,
        "report.mail",
        f"report {saved.id}",
        rhythm=str(mailing.rhythm),
        readers=[reader.id for reader in mailing.readers],
    )


def _end(saved: SavedReport) -> None:
    ScheduledFor.objects.filter(schedule__saved=saved).delete()
    Schedule.objects.filter(saved=saved).delete()
