"""A fed channel that was disconnected is quiet; one whose access is gone listens, and works again
by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from connectors.actions import do_disconnect
from connectors.checking import check_due
from connectors.models import Account
from connectors.sending import send_due
from inbox.models import Channel, Message, Outbox
from tests.api.conftest import feed
from tests.api.programs import Program
from tests.api.receiver import SECRET, Receiver, receiving
from tests.cast import Cast

LOST = "sealed with a key that is away"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with receiving() as made:
        settings.TRUSTED_HOSTS = [made.host]
        yield made


@pytest.fixture
def channel_id(acme: Cast, receiver: Receiver) -> int:
    with acme.door():
        return feed("acme-app", webhook_url=receiver.url, webhook_secret=SECRET)


def push(anna: Program, channel_id: int, name: str) -> Any:
    hello = {"external_id": name, "author": name, "text": "Where is my parcel?"}
    return anna.post(f"channels/{channel_id}/messages/", {"messages": [hello]})


def reply(anna: Program, pushed: Any, key: str = "answer-1") -> int:
    case = pushed.body["results"][0]["case"]
    words = {"text": "On its way.", "visibility": "public"}
    return anna.post(f"cases/{case}/replies/", words, idempotency_key=key).status


def health(acme: Cast, channel_id: int) -> Channel:
    with acme.door():
        return Channel.objects.get(id=channel_id)


def loses_its_key(acme: Cast, channel_id: int) -> str:
    """What is stored cannot be opened any more, and a reply finds that out."""
    with acme.door():
        account = Account.objects.get(channel_id=channel_id)
        Account.objects.filter(id=account.id).update(credentials=LOST)
    return account.credentials


def a_while_later(acme: Cast) -> None:
    past = timezone.now() - timedelta(seconds=1)
    with acme.door():
        Channel.objects.filter(check_at__isnull=False).update(check_at=past)
        Outbox.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=past)


def test_nothing_goes_in_or_out_of_a_channel_that_an_admin_disconnected(
    acme: Cast, anna: Program
) -> None:
    assert reply(anna, push(anna, acme.channel_id, "kim")) == 201
    send_due()
    [waiting] = anna.get(f"channels/{acme.channel_id}/replies/").body["results"]
    with acme.door():
        do_disconnect(channel_id=acme.channel_id, member=acme.admin)
    for said in (
        push(anna, acme.channel_id, "lee"),
        anna.get(f"channels/{acme.channel_id}/replies/"),
    ):
        assert (said.status, said.body["code"]) == (409, "disconnected")
        assert "until an admin connects it again" in said.body["detail"]
    # What was fetched before has arrived all the same.
    told = f"channels/{acme.channel_id}/replies/{waiting['id']}/delivered/"
    assert anna.post(told, {"external_id": "r-1"}).body["state"] == "sent"
    with acme.door():
        assert not Message.objects.filter(external_id="lee").exists()
        feed("acme-forum")
    assert push(anna, acme.channel_id, "lee").status == 200


def test_a_disconnected_channel_does_not_come_back_by_itself(acme: Cast, channel_id: int) -> None:
    with acme.door():
        Channel.objects.filter(id=channel_id).update(check_at=timezone.now())
        do_disconnect(channel_id=channel_id, member=acme.admin)
    assert check_due() == 0
    assert health(acme, channel_id).health == "dead"


def test_a_channel_whose_access_is_gone_goes_on_listening(
    acme: Cast, anna: Program, channel_id: int
) -> None:
    pushed = push(anna, channel_id, "kim")
    loses_its_key(acme, channel_id)
    reply(anna, pushed)
    send_due()
    assert health(acme, channel_id).health == "dead"
    assert push(anna, channel_id, "lee").body["counts"]["stored"] == 1


def test_a_channel_that_works_again_is_found_out_and_its_replies_leave(
    acme: Cast, anna: Program, receiver: Receiver, channel_id: int
) -> None:
    pushed = push(anna, channel_id, "kim")
    sealed = loses_its_key(acme, channel_id)
    reply(anna, pushed)
    send_due()
    a_while_later(acme)
    assert check_due() == 0
    with acme.door():
        Account.objects.filter(channel_id=channel_id).update(credentials=sealed)
    assert check_due() == 0, "not before its time"
    a_while_later(acme)
    assert check_due() == 1
    now = health(acme, channel_id)
    assert (now.health, now.health_note, now.check_at) == ("ok", "", None)
    send_due()
    assert [delivery.data["key"] for delivery in receiver.received] == ["answer-1"]
    assert reply(anna, pushed, "answer-2") == 201


def test_the_longer_it_fails_the_less_often_it_is_checked(
    acme: Cast, anna: Program, channel_id: int
) -> None:
    pushed = push(anna, channel_id, "kim")
    loses_its_key(acme, channel_id)
    reply(anna, pushed)
    send_due()
    pauses = []
    for _ in range(9):
        a_while_later(acme)
        check_due()
        due = health(acme, channel_id).check_at
        assert due is not None
        pauses.append(round((due - timezone.now()).total_seconds() / 60))
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60, 60]
