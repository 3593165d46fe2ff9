"""The notices of a member, and what each says. What is out of sight meanwhile is not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from care.core.models import Member
from inbox.access import visible_to
from inbox.models import Notice, Watch
from inbox.models.desk import NoticeKind

MOST = 100
# Of what is new, so many are told one by one.
TOLD = 5


def seen_by(member: Member) -> QuerySet[Notice]:
    return Notice.objects.filter(member=member, case__in=visible_to(member).values("id"))


def newest(member: Member, *, most: int = MOST) -> Sequence[Notice]:
    return list(
        seen_by(member)
        .select_related("case__customer", "case__channel", "note")
        .order_by("-at", "-id")[:most]
    )


def says(kind: NoticeKind, actor: str, *, many: bool = False) -> str:
    """Without a word of a customer's: it stands on locked screens too, and in mails."""
    if many and actor:
        return _("%(name)s gave you many cases at once") % {"name": actor}
    said = {
        NoticeKind.MENTION: _("%(name)s mentioned you"),
        NoticeKind.ASSIGNED: _("%(name)s gave you a case"),
        NoticeKind.CAME_BACK: _("%(name)s sent your case back"),
        NoticeKind.WATCHED: _("%(name)s did something in a case you watch"),
    }
    return said[kind] % {"name": actor} if actor and kind in said else str(kind.label)


@dataclass(frozen=True, slots=True)
class News:
    unread: int
    """None is counted beyond `MOST`."""
    latest: int
    """The id of the newest; 0: there is none."""
    told: tuple[Notice, ...]
    """The newest unread ones that came after what the page knows, oldest first."""


def news(member: Member, *, after: int | None) -> News:
    """`after`: the newest notice that the page knows; None: it only wants to know where it is."""
    unread = list(
        seen_by(member).filter(read_at__isnull=True).select_related("actor").order_by("-id")[:MOST]
    )
    latest = Notice.objects.filter(member=member).order_by("-id").values_list("id", flat=True)
    fresh = [one for one in unread if after is not None and one.id > after]
    return News(len(unread), latest.first() or 0, tuple(reversed(fresh[:TOLD])))


def watches(member_id: int, case_id: int) -> bool:
    return Watch.objects.filter(member_id=member_id, case_id=case_id).exists()
