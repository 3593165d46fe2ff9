"""Mails what members have not seen for a while, if they want that: one mail for all of it.

A member's row is locked while their mail is written, and says when the next one may be; the notices
are marked in the same transaction. So none is mailed twice, however many workers look.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from care.core.mailing import letters
from care.core.mailing.outbox import do_post
from care.core.mailing.servers import can_mail
from care.core.models import Member
from care.core.quiet import quiet_ends
from care.core.tenancy import organisation_door
from care.core.tenancy.due import due_rows
from inbox.models import Notice
from inbox.models.desk import NoticeKind
from inbox.selectors.notices import says, seen_by

logger = logging.getLogger(__name__)

AT_ONCE = 500
# As in care_due_notices(): what is younger may be seen yet, what is older helps nobody.
UNSEEN = timedelta(minutes=5)
OLDEST = timedelta(days=1)
# From one mail to the next.
APART = timedelta(minutes=15)
USEFUL = timedelta(hours=6)
LINES = 20


def mail_due() -> int:
    """The number of mails written."""
    written = 0
    for due in due_rows("care_due_notices", at_most=AT_ONCE):
        try:
            with organisation_door(due.organisation_id):
                written += _mail(due.row_id)
        except Exception:  # one member's fault keeps nobody else's mail waiting
            logger.exception("notices of member %s of %s", due.row_id, due.organisation_id)
    return written


def _mail(member_id: int) -> int:
    now = timezone.now()
    member = (
        # Rows may point at the member meanwhile: new notices are not held up.
        Member.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("membership__person", "membership__organisation")
        .filter(id=member_id, mail_notices=True)
        .first()
    )
    if member is None or (member.mail_after is not None and member.mail_after > now):
        return 0
    ends = _quiet_until(member, now)
    notices = [] if ends or not _can_be_mailed(member) else _unseen(member, now)
    member.mail_after = ends or now + APART
    member.save(update_fields=["mail_after"])
    if notices:
        _write(member, notices, now)
    return int(bool(notices))


def _quiet_until(member: Member, now: datetime) -> datetime | None:
    there = timezone.localtime(now, ZoneInfo(member.membership.organisation.zone))
    return quiet_ends(there, member.quiet_from, member.quiet_until)


def _can_be_mailed(member: Member) -> bool:
    place = member.membership
    return place.active and place.person.is_active and can_mail()


def _unseen(member: Member, now: datetime) -> list[Notice]:
    """Whoever reads one at this moment has it."""
    found = seen_by(member).filter(
        read_at__isnull=True, mailed_at__isnull=True, at__lte=now - UNSEEN, at__gt=now - OLDEST
    )
    return list(found.select_for_update(skip_locked=True, of=("self",)).order_by("id"))


def _write(member: Member, notices: list[Notice], now: datetime) -> None:
    organisation = member.membership.organisation
    names = dict(Member.objects.values_list("id", "display_name"))
    root = f"{settings.ORIGIN}{reverse('desk:home', args=(organisation.slug,))}"
    lines = [
        (_says(one, names.get(one.actor_id or 0, "")), f"{root}cases/{one.case_id}/")
        for one in notices[-LINES:]
    ]
    subject, body = letters.notices(
        organisation=organisation.name,
        count=len(notices),
        lines=lines,
        all_of_them=f"{root}notices/",
        wishes=f"{settings.ORIGIN}{reverse('me:page', args=(organisation.slug,))}",
    )
    do_post(
        kind="notices",
        to=member.membership.person.email,
        subject=subject,
        body=body,
        useful_seconds=USEFUL.total_seconds(),
        organisation_id=organisation.id,
    )
    Notice.objects.filter(id__in=[one.id for one in notices]).update(mailed_at=now)


def _says(one: Notice, actor: str) -> str:
    return says(NoticeKind(one.kind), actor, many=one.bulk_id is not None)
