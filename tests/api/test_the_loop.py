"""The loop that the product exists for, by calls of the API alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from connectors.sending import send_due
from tests.api.conftest import feed
from tests.api.programs import Program, program
from tests.api.receiver import SECRET, Receiver, receiving
from tests.cast import Cast

CONVERSATION = {
    "conversation_id": "talk-1",
    "brand": "acme",
    "complete": True,
    "context": None,
    "messages": [
        {
            "external_id": "m-1",
            "author": "kim",
            "inbound": True,
            "created_at": (datetime.now(UTC) - timedelta(minutes=9)).isoformat(),
            "text": "My router blinks red since the update.",
            "in_reply_to": None,
        },
        {
            "external_id": "m-2",
            "author": "kim",
            "inbound": True,
            "created_at": (datetime.now(UTC) - timedelta(minutes=8)).isoformat(),
            "text": "It is the white one.",
            "in_reply_to": "m-1",
        },
    ],
}


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with receiving() as made:
        settings.TRUSTED_HOSTS = [made.host]
        yield made


def pushed(anna: Program, channel_id: int) -> int:
    said = anna.post(f"channels/{channel_id}/messages/", {"conversations": [CONVERSATION]})
    assert said.status == 200, said.body
    assert [row["result"] for row in said.body["results"]] == ["stored", "stored"]
    cases = {row["case"] for row in said.body["results"]}
    assert len(cases) == 1
    case_id: int = cases.pop()
    return case_id


def queue_of(tess: Program, slug: str) -> list[int]:
    said = tess.get(f"cases/?queue={slug}&state=open")
    return [case["id"] for case in said.body["results"]]


def test_a_pushed_conversation_goes_the_whole_loop_and_its_reply_arrives_once_and_signed(
    acme: Cast, anna: Program, tess: Program, receiver: Receiver
) -> None:
    with acme.door():
        channel_id = feed("acme-app", webhook_url=receiver.url, webhook_secret=SECRET)
    case_id = pushed(anna, channel_id)
    case = f"cases/{case_id}/"
    assert queue_of(tess, "first-line") == [case_id]

    note = anna.post(f"{case}notes/", {"text": "White router, red light after the update."})
    assert note.status == 201, note.body
    assert anna.post(f"{case}tags/", {"name": "Second-Line Support"}).status == 201
    assert queue_of(tess, "first-line") == []
    assert queue_of(tess, "second-line") == [case_id]

    assert tess.post(f"{case}notes/", {"text": "Hold reset for ten seconds."}).status == 201
    assert tess.post(f"{case}tags/", {"name": "technical-reply"}).status == 201
    back = anna.get(case).body
    assert back["team"]["slug"] == "first-line"
    assert back["assignee"]["name"] == "Anna"

    words: dict[str, Any] = {
        "text": "Hold the small button for ten seconds.",
        "visibility": "public",
    }
    reply = anna.post(f"{case}replies/", words, idempotency_key="answer-1")
    assert reply.status == 201, reply.body
    assert reply.body["sending"]["state"] == "queued"
    again = anna.post(f"{case}replies/", words, idempotency_key="answer-1")
    assert (again.status, again.body["id"]) == (200, reply.body["id"])
    send_due()
    send_due()
    assert anna.post(f"{case}resolve/").body["state"] == "resolved"

    [delivery] = receiver.received
    assert delivery.rightly_signed
    assert delivery.headers["webhook-id"] == "answer-1"
    assert delivery.data["text"] == words["text"]
    assert delivery.data["in_reply_to"] == "m-2"
    assert delivery.data["to"] == {"author": "kim", "author_name": ""}
    after = anna.get(case).body
    assert after["state"] == "resolved"
    assert after["messages"][-1]["sending"]["state"] == "sent"
    kinds = [event["kind"] for event in after["events"]]
    assert kinds.count("reply_sent") == 1
    assert kinds.count("moved") == 2


def test_without_a_webhook_the_reply_is_fetched_and_told_to_be_delivered(
    acme: Cast, anna: Program
) -> None:
    channel = f"channels/{acme.channel_id}/"
    case_id = pushed(anna, acme.channel_id)
    feeder = program(acme, None, "push")
    for number in (1, 2):
        words = {"text": f"Answer {number}.", "visibility": "public"}
        anna.post(f"cases/{case_id}/replies/", words, idempotency_key=f"answer-{number}")
    assert feeder.get(f"{channel}replies/").body["results"] == []
    send_due()
    first, second = feeder.get(f"{channel}replies/").body["results"]
    assert (first["text"], first["key"], first["in_reply_to"]) == ("Answer 1.", "answer-1", "m-2")
    send_due()
    assert len(feeder.get(f"{channel}replies/").body["results"]) == 2, "until it is delivered"

    told = f"{channel}replies/{first['id']}/delivered/"
    assert feeder.post(told, {"external_id": "r-1"}).body["state"] == "sent"
    assert feeder.post(told, {"external_id": "r-1"}).status == 200, "once more changes nothing"
    assert feeder.post(told, {"external_id": "r-2"}).status == 409
    assert feeder.get(f"{channel}replies/").body["results"] == [second]
    said = anna.get(f"cases/{case_id}/messages/").body["results"]
    named = {message["text"]: message["external_id"] for message in said}
    assert (named["Answer 1."], named["Answer 2."]) == ("r-1", None)


def test_a_reply_that_can_still_be_taken_back_is_not_offered(acme: Cast, anna: Program) -> None:
    from routing.models import Engagement

    with acme.door():
        Engagement.objects.update(undo_seconds=60, version=7)
    case_id = pushed(anna, acme.channel_id)
    words = {"text": "Too quick.", "visibility": "public"}
    reply = anna.post(f"cases/{case_id}/replies/", words, idempotency_key="answer-1").body
    send_due()
    assert anna.get(f"channels/{acme.channel_id}/replies/").body["results"] == []
    told = f"channels/{acme.channel_id}/replies/{reply['id']}/delivered/"
    assert anna.post(told, {"external_id": "r-1"}).status == 404
