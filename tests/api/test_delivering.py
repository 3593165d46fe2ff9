"""Replies to a webhook: once each, in their order, whatever the receiver does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from connectors.looking import look_due
from connectors.models import Account
from connectors.sending import send_due
from inbox.models import Channel, Outbox
from inbox.models.messages import SendState
from tests.api.conftest import feed
from tests.api.programs import Program
from tests.api.receiver import SECRET, Receiver, receiving
from tests.cast import Cast


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.LOOK_AFTER_SECONDS = 0
    with receiving() as made:
        settings.TRUSTED_HOSTS = [made.host]
        yield made


@pytest.fixture
def channel_id(acme: Cast, receiver: Receiver) -> int:
    with acme.door():
        return feed("acme-app", webhook_url=receiver.url, webhook_secret=SECRET)


@pytest.fixture
def case(anna: Program, channel_id: int) -> str:
    hello = {"external_id": "m", "author": "kim", "text": "Where is my parcel?"}
    said = anna.post(f"channels/{channel_id}/messages/", {"messages": [hello]})
    return f"cases/{said.body['results'][0]['case']}/"


def reply(anna: Program, case: str, number: int = 1) -> None:
    words = {"text": f"Answer {number}.", "visibility": "public"}
    said = anna.post(f"{case}replies/", words, idempotency_key=f"answer-{number}")
    assert said.status == 201, said.body


def states(acme: Cast) -> list[str]:
    with acme.door():
        return list(Outbox.objects.order_by("id").values_list("state", flat=True))


def due_now(acme: Cast) -> None:
    past = timezone.now() - timedelta(seconds=1)
    with acme.door():
        Outbox.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=past)
        Outbox.objects.filter(look_at__isnull=False).update(look_at=past)


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(
    acme: Cast, anna: Program, receiver: Receiver, case: str
) -> None:
    """The receiver knows it by its `webhook-id`, so for it there is one reply."""
    reply(anna, case)
    receiver.hang_up = True
    send_due()
    assert states(acme) == [SendState.UNKNOWN]
    receiver.hang_up = False
    for _ in range(4):
        due_now(acme)
        look_due()
        send_due()
    assert states(acme) == [SendState.SENT]
    assert len(receiver.received) == 2
    assert {delivery.headers["webhook-id"] for delivery in receiver.received} == {"answer-1"}
    assert len({delivery.data["text"] for delivery in receiver.received}) == 1
    assert all(delivery.rightly_signed for delivery in receiver.received)


def test_replies_of_a_case_arrive_in_their_order(
    acme: Cast, anna: Program, receiver: Receiver, case: str
) -> None:
    receiver.answers.append((503, b"", {"Retry-After": "1"}))
    for number in (1, 2, 3):
        reply(anna, case, number)
    for _ in range(4):
        send_due()
        due_now(acme)
    assert states(acme) == [SendState.SENT] * 3
    heard = [delivery.data["key"] for delivery in receiver.received]
    assert heard == ["answer-1", "answer-1", "answer-2", "answer-3"]


def test_a_receiver_that_is_gone_fails_the_reply_where_people_see_it(
    acme: Cast, anna: Program, receiver: Receiver, case: str
) -> None:
    receiver.answers.append((410, b"", {}))
    reply(anna, case)
    send_due()
    [sending] = [message["sending"] for message in anna.get(f"{case}messages/").body["results"][1:]]
    assert sending["state"] == "failed"
    assert "410" in sending["last_error"]
    assert anna.get(case).body["state"] == "open"


def test_the_name_that_the_receiver_gives_is_kept(
    anna: Program, receiver: Receiver, case: str
) -> None:
    receiver.answers.append((201, b'{"external_id": "r-77"}', {}))
    reply(anna, case)
    send_due()
    assert anna.get(f"{case}messages/").body["results"][1]["external_id"] == "r-77"


def test_what_lay_ready_goes_to_a_webhook_that_comes_later(
    acme: Cast, anna: Program, receiver: Receiver
) -> None:
    hello = {"external_id": "m", "author": "kim", "text": "Where is my parcel?"}
    said = anna.post(f"channels/{acme.channel_id}/messages/", {"messages": [hello]})
    case = f"cases/{said.body['results'][0]['case']}/"
    reply(anna, case)
    send_due()
    assert len(anna.get(f"channels/{acme.channel_id}/replies/").body["results"]) == 1
    with acme.door():
        again = feed("acme-forum", webhook_url=receiver.url, webhook_secret=SECRET)
    assert again == acme.channel_id
    send_due()
    assert [delivery.data["key"] for delivery in receiver.received] == ["answer-1"]
    assert anna.get(f"channels/{acme.channel_id}/replies/").body["results"] == []


def test_what_came_back_as_a_push_is_our_own_reply(
    acme: Cast, anna: Program, receiver: Receiver, channel_id: int, case: str
) -> None:
    receiver.answers.append((200, b'{"external_id": "r-1"}', {}))
    reply(anna, case)
    send_due()
    echo = {"external_id": "r-1", "inbound": False, "text": "Answer 1.", "in_reply_to": "m"}
    said = anna.post(f"channels/{channel_id}/messages/", {"messages": [echo]})
    assert said.body["results"][0]["result"] == "duplicate"
    assert len(anna.get(f"{case}messages/").body["results"]) == 2


def test_the_operator_makes_a_channel_and_sees_its_secret_once(
    acme: Cast, anna: Program, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("connect_generic", "acme", "acme-shop", webhook=receiver.url, name="Shop")
    said = capsys.readouterr().out
    secret = said.split()[-1]
    assert secret.startswith("whsec_")
    with acme.door():
        channel = Channel.objects.get(handle="acme-shop")
        kept = Account.objects.get(channel=channel)
        assert secret not in kept.credentials
        assert kept.open_credentials()["webhook_secret"] == secret
    for wrong in (
        ("nowhere", "x", ""),
        ("acme", "a/b", ""),
        ("acme", "x", "ftp://care.example/"),
    ):
        with pytest.raises(CommandError):
            call_command("connect_generic", wrong[0], wrong[1], webhook=wrong[2])
    with pytest.raises(CommandError):
        call_command("connect_generic", "acme", "x", brand="no-such")
