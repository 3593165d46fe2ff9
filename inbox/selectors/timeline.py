"""What was said in one case, oldest first: one query whatever its length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from inbox.models import Message
from inbox.models.messages import Direction, MessageKind

MESSAGES_SHOWN = 300


@dataclass(frozen=True, slots=True)
class MessageFact:
    id: int
    inbound: bool
    private: bool
    text: str
    at: datetime
    url: str
    external_id: str | None
    author: str
    handle: str
    member_id: int | None
    send_state: str | None
    send_error: str
    context: bool
    """The brand's own post that the customer answered; part of no case."""


@dataclass(frozen=True, slots=True)
class Timeline:
    messages: tuple[MessageFact, ...]
    cut: bool
    """Older messages exist that are not shown."""

    @property
    def last_inbound(self) -> MessageFact | None:
        return next((said for said in reversed(self.messages) if said.inbound), None)


def timeline_of(case_id: int, channel_id: int) -> Timeline:
    messages = list(_messages(case_id, channel_id))
    messages.reverse()
    return Timeline(
        messages=tuple(_message(values) for values in messages[-MESSAGES_SHOWN:]),
        cut=len(messages) > MESSAGES_SHOWN,
    )


def _messages(case_id: int, channel_id: int) -> QuerySet[Message, Any]:
    """The case's messages, and the brand's posts they answer, newest first."""
    posts = Message.objects.filter(
        channel=channel_id,
        kind=MessageKind.POST,
        direction=Direction.OUT,
        case__isnull=True,
        external_id__in=Message.objects.filter(
            case=case_id, parent_external_id__isnull=False
        ).values("parent_external_id"),
    )
    newest = _printed(Message.objects.filter(case=case_id)).order_by("-sent_at", "-id")
    return newest[: MESSAGES_SHOWN + 1].union(_printed(posts), all=True).order_by("-sent_at", "-id")


def _printed(messages: QuerySet[Message]) -> QuerySet[Message, Any]:
    return messages.values(
        "id",
        "case_id",
        "direction",
        "visibility",
        "text",
        "sent_at",
        "url",
        "external_id",
        "member_id",
        author=F("identity__display_name"),
        handle=F("identity__handle"),
        send_state=F("outbox_rows__state"),
        send_error=F("outbox_rows__last_error"),
    )


def _message(values: dict[str, Any]) -> MessageFact:
    return MessageFact(
        id=values["id"],
        inbound=values["direction"] == Direction.IN,
        private=values["visibility"] == "private",
        text=values["text"],
        at=values["sent_at"],
        url=values["url"],
        external_id=values["external_id"],
        author=values["author"] or values["handle"] or "",
        handle=values["handle"] or "",
        member_id=values["member_id"],
        send_state=values["send_state"],
        send_error=values["send_error"] or "",
        context=values["case_id"] is None,
    )
