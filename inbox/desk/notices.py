"""The page of notices: what happened that is yours to know, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.desk.links import Links, desk_root
from inbox.desk.page import DeskPage
from inbox.models import Notice
from inbox.models.desk import NoticeKind
from inbox.selectors.notices import MOST, newest, says

_ICONS = {
    NoticeKind.MENTION: "at-sign",
    NoticeKind.ASSIGNED: "user-round",
    NoticeKind.CAME_BACK: "corner-up-left",
    NoticeKind.CUSTOMER_WROTE: "message-circle",
    NoticeKind.WATCHED: "eye",
    NoticeKind.WOKEN: "alarm-clock",
    NoticeKind.SEND_FAILED: "triangle-alert",
    NoticeKind.REPLY_STOPPED: "calendar-x-2",
    NoticeKind.SOON_LATE: "hourglass",
    NoticeKind.LATE: "alarm-clock",
    NoticeKind.TEAM_LATE: "alarm-clock",
    NoticeKind.PROBLEM_NEWS: "bug",
}
SHOWN = 160


@dataclass(frozen=True, slots=True)
class NoticeLine:
    id: int
    href: str
    icon: str
    says: str
    customer: str
    text: str
    unread: bool
    iso: str
    ago: str


class NoticesPage(DeskPage):
    """Beside the desk's rail."""

    most = MOST

    @cached_property
    def links(self) -> Links:
        return Links(desk_root(self.request.organisation.slug), None, ())

    @property
    def title(self) -> str:
        return _("Notices")

    @property
    def read_href(self) -> str:
        return f"{self.rail.notices_url}read/"

    @cached_property
    def lines(self) -> tuple[NoticeLine, ...]:
        times = words.speech()
        return tuple(self._line(notice, times) for notice in newest(self.member, most=self.most))

    def _line(self, notice: Notice, times: words.Speech) -> NoticeLine:
        kind = NoticeKind(notice.kind)
        text = notice.note.text if notice.note is not None else notice.case.snippet
        return NoticeLine(
            id=notice.id,
            href=self.links.case(notice.case_id).page,
            icon=_ICONS[kind],
            says=self._says(notice, kind),
            customer=notice.case.customer.display_name,
            text=" ".join(text.split())[:SHOWN],
            unread=notice.read_at is None,
            iso=notice.at.isoformat(),
            ago=times.ago(notice.at, self.now),
        )

    def _says(self, notice: Notice, kind: NoticeKind) -> str:
        actor = self.catalogue.members.get(notice.actor_id or 0)
        return says(kind, actor.name if actor else "", many=notice.bulk_id is not None)


class Bell(NoticesPage):
    """The short list behind the bell."""

    most = 8
