"""The page of what is stuck, as it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from care.core.times import full_time
from inbox.desk import words
from inbox.desk.links import Links, desk_root
from inbox.desk.page import DeskPage
from inbox.desk.sending import again_title, label_of
from inbox.flow.ingest.parked import can_be_tried
from inbox.models import Outbox, ParkedItem
from inbox.models.messages import SendState
from inbox.selectors.stuck import MOST, Stuck, parked_items, stuck_replies

SNIPPET = 280


@dataclass(frozen=True, slots=True)
class StuckEntry:
    element: str
    state: str
    icon: str
    label: str
    reason: str
    title: str
    aside: str
    text: str
    iso: str
    at: str
    since: str
    case: str
    """Empty where there is none."""
    again: str
    """Empty when trying it again cannot help."""
    again_label: str
    again_title: str
    discard: str


@dataclass(frozen=True, slots=True)
class StuckList:
    count: str
    entries: tuple[StuckEntry, ...]
    older: str
    newest: str


class StuckPage(DeskPage):
    """Beside the desk's rail."""

    here = "stuck"

    def __init__(self, request: HttpRequest, *, error: str = "") -> None:
        super().__init__(request)  # type: ignore[arg-type]
        self.error = error

    @cached_property
    def links(self) -> Links:
        return Links(desk_root(self.request.organisation.slug), None, ())

    @property
    def title(self) -> str:
        return _("Stuck")

    @cached_property
    def root(self) -> str:
        return reverse("settings:stuck", args=[self.request.organisation.slug])

    def _before(self, name: str) -> int | None:
        given = self.request.GET.get(name, "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 20 else None

    @cached_property
    def replies(self) -> StuckList:
        before = self._before("replies")
        found = stuck_replies(self.member, before)
        return self._list(found, tuple(self._reply(row) for row in found.rows), "replies", before)

    @cached_property
    def items(self) -> StuckList:
        before = self._before("items")
        found = parked_items(self.member, before)
        return self._list(found, tuple(self._item(row) for row in found.rows), "items", before)

    def _list(
        self,
        found: Stuck[Outbox] | Stuck[ParkedItem],
        entries: tuple[StuckEntry, ...],
        name: str,
        before: int | None,
    ) -> StuckList:
        return StuckList(
            count=f"{MOST}+" if found.count >= MOST else str(found.count),
            entries=entries,
            older=f"{self.root}?{name}={found.older}#{name}" if found.older else "",
            newest=f"{self.root}#{name}" if before is not None else "",
        )

    def _reply(self, row: Outbox) -> StuckEntry:
        message, state = row.message, SendState(row.state)
        who = message.member.display_name if message.member else ""
        doubt = state == SendState.UNKNOWN
        return StuckEntry(
            element=f"reply-{message.id}",
            state=row.state,
            icon="circle-question-mark" if doubt else "circle-alert",
            label=label_of(state),
            reason=row.last_error,
            title=_("To %(name)s") % {"name": message.case.customer.display_name},
            aside=" · ".join(filter(None, (row.channel.name, who))),
            text=_short(message.text),
            case=self.links.case(message.case_id).page,
            again=f"{self.root}replies/{message.id}/again/",
            again_label=_("Send again"),
            again_title=again_title(row.state),
            discard=f"{self.root}replies/{message.id}/discard/",
            **_since(message.sent_at, self.now),
        )

    def _item(self, row: ParkedItem) -> StuckEntry:
        kept = row.item if isinstance(row.item, dict) else {}
        names = (kept.get(name) for name in ("display_name", "handle", "author"))
        who = next((name for name in names if isinstance(name, str) and name.strip("@ ")), "")
        return StuckEntry(
            element=f"item-{row.id}",
            state="parked",
            icon="package-x",
            label=_("Not stored"),
            reason=row.reason,
            title=_("From %(name)s") % {"name": who} if who else _("An item without an author"),
            aside=row.channel.name,
            text=_short(str(kept.get("text") or "")),
            case="",
            again=f"{self.root}items/{row.id}/again/" if can_be_tried(row) else "",
            again_label=_("Try again"),
            again_title=_("Take it in like a new message"),
            discard=f"{self.root}items/{row.id}/discard/",
            **_since(row.at, self.now),
        )


def _short(text: str) -> str:
    return text if len(text) <= SNIPPET else text[: SNIPPET - 1] + "…"


def _since(at: datetime, now: datetime) -> dict[str, str]:
    return {"iso": at.isoformat(), "at": full_time(at), "since": words.ago(at, now)}
