"""What customers write to the cast's channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from care.core.tenancy import organisation_door
from inbox.flow.ingest import receive
from inbox.models import Case, Message
from inbox.networks.items import Author, IncomingItem
from tests.cast import Cast

DESK = "/acme/desk/"
FIRST_LINE = f"{DESK}queues/first-line/"
SECOND_LINE = f"{DESK}queues/second-line/"


def letter(
    who: str,
    text: str = "My router is down.",
    *,
    private: bool = False,
    minutes_ago: float = 20,
    own: bool = False,
    answers: str | None = None,
    external_id: str = "",
) -> IncomingItem:
    return IncomingItem(
        external_id=external_id or uuid4().hex,
        kind="private" if private else "post",
        author=Author(external_id=who, handle=f"@{who}", display_name=who.capitalize()),
        own=own,
        text=text,
        sent_at=timezone.now() - timedelta(minutes=minutes_ago),
        in_reply_to=answers,
        conversation=f"talk-with-{who}" if private else None,
        visibility="private" if private else "public",
    )


def hear(cast: Cast, *letters: IncomingItem) -> int:
    """Let the letters come in; the id of the newest case."""
    receive(
        organisation_id=cast.id,
        channel_id=cast.channel_id,
        stream_id=None,
        items=list(letters),
        cursor_after=None,
    )
    with organisation_door(cast.id):
        return Case.objects.order_by("-id").values_list("id", flat=True).first() or 0


def case_now(cast: Cast, case_id: int) -> Case:
    with organisation_door(cast.id):
        return Case.objects.select_related("team", "assignee", "owner").get(id=case_id)


def sent(cast: Cast) -> list[str]:
    with organisation_door(cast.id):
        ours = Message.objects.filter(direction="out", member__isnull=False)
        return list(ours.order_by("id").values_list("text", flat=True))


def page(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def fill(client: Client, case_id: int, verb: str, **fields: Any) -> Any:
    return client.post(f"{DESK}cases/{case_id}/{verb}/", fields)


def hand_over(client: Client, case_id: int, note: str, tag: str, words: str = "") -> None:
    fields = {"note": note, "tag": tag, "acknowledgement": words, "idempotency_key": uuid4().hex}
    assert fill(client, case_id, "hand-over", **fields).status_code == 303


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, path)
    return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])
