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
from inbox.selectors.notices import newest

_ICONS = {
    NoticeKind.MENTION: "at-sign",
    NoticeKind.ASSIGNED: "user-round",
    NoticeKind.CAME_BACK: "corner-up-left",
    NoticeKind.CUSTOMER_WROTE: "message-circle",
    NoticeKind.WATCHED: "eye",
    NoticeKind.WOKEN: "alarm-clock",
    NoticeKind.SEND_FAILED: "triangle-alert",
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
        return tuple(self._line(notice, times) for notice in newest(self.member))

    def _line(self, notice: Notice, times: words.Speech) -> NoticeLine:
        kind = NoticeKind(notice.kind)
        text = notice.note.text if notice.note is not None else notice.case.snippet
        return NoticeLine(
            id=notice.id,
            href=self.links.case(notice.case_id).page,
            icon=_ICONS[kind],
            says=self._says(kind, notice.actor_id),
            customer=notice.case.customer.display_name,
            text=" ".join(text.split())[:SHOWN],
            unread=notice.read_at is None,
            iso=notice.at.isoformat(),
            ago=times.ago(notice.at, self.now),
        )

    def _says(self, kind: NoticeKind, actor_id: int | None) -> str:
        actor = self.catalogue.members.get(actor_id or 0)
        if actor is None:
            return str(kind.label)
        said = {
            NoticeKind.MENTION: _("%(name)s mentioned you"),
            NoticeKind.ASSIGNED: _("%(name)s gave you a case"),
            NoticeKind.CAME_BACK: _("%(name)s sent your case back"),
            NoticeKind.WATCHED: _("%(name)s did something in a case you watch"),
        }
        return said[kind] % {"name": actor.name} if kind in said else str(kind.label)
