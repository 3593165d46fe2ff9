"""Files that members ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from care.core import audit, bell, files
from care.core.errors import Refused
from care.core.models import Member, Organisation
from reporting.asked import Asked
from reporting.filters import UnknownValue
from reporting.making import REPORTS
from reporting.models import Export
from reporting.models.handed import Form, Making
from reporting.which import UnknownFigure, which_of

BELL: Final = "reporting.write_exports"
FOLDER: Final = "exports"
# A list of cases, not a report.
CASES: Final = "cases"
KEPT: Final = timedelta(days=7)
MOST_WAITING: Final = 5
LONGEST_QUERY: Final = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    report: str
    query: str
    form: Form
    section: str
    name: str


def check_export(
    *, member: Member, organisation: Organisation, report: str, query: str, form: str, section: str
) -> Wanted:
    """Raises Refused where the file could not be written anyway."""
    if form not in Form.values:
        raise Refused(_("There is no such kind of file. Choose CSV or Excel."))
    if len(query) > LONGEST_QUERY:
        raise Refused(_("The report is narrowed by too much. Take some filters off."))
    title = _title(member, report)
    asked = Asked(member, organisation, QueryDict(query), own=not member.leads)
    if asked.wrong:
        raise Refused(_("The period cannot be read. Choose it again."))
    try:
        asked.filters  # noqa: B018  # reading it is the check
        if report == CASES:
            which_of(asked)
    except (UnknownValue, UnknownFigure) as error:
        raise Refused(_("A filter names something that is not there. Take it off.")) from error
    if Export.objects.filter(member=member, state=Making.WAITING).count() >= MOST_WAITING:
        raise Refused(_("Some of your files are still being written. Wait for one of them."))
    period = asked.period
    name = f"{slugify(title)}-{period.first}-{period.last}.{form}"
    return Wanted(report, query, Form(form), section[:40], name)


def _title(member: Member, report: str) -> str:
    if report == CASES:
        return _("Cases")
    sheet = REPORTS.get(report)
    if sheet is None or not (member.leads or sheet.own):
        raise Refused(_("There is no such report."))
    return str(sheet.title)


def do_export(*, member: Member, wanted: Wanted) -> Export:
    now = timezone.now()
    row = Export.objects.create(
        member=member,
        report=wanted.report,
        query=wanted.query,
        section=wanted.section,
        form=wanted.form,
        name=wanted.name,
        at=now,
        due_at=now,
    )
    audit.note(member, "export.ask", f"file {row.name}", report=wanted.report)
    bell.ring(BELL)
    return row


def exports_of(member: Member) -> QuerySet[Export]:
    """Newest first."""
    return Export.objects.filter(member=member).order_by("-at", "-id")


def do_forget(rows: QuerySet[Export]) -> int:
    """The files go with the rows."""
    names = list(rows.values_list("stored", flat=True))
    gone, _by_model = rows.delete()
    files.forget(names)
    return gone
