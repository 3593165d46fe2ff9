"""Trying again what could not be read, and a reply that waited too long: on the page of what is
stuck."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from care.core.models import AuditEntry
from inbox.flow import delivery
from inbox.models import Case, Message, Outbox, ParkedItem
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.desk.letters import fill, hear, letter, page
from tests.desk.test_stuck import STUCK, press

RAW = {
    "id": "r1",
    "author": {"id": "kim", "handle": "@kim", "name": "Kim"},
    "text": "Where is it?",
    "created_at": "2026-01-02T03:04:05+00:00",
}


@pytest.fixture
def leo(acme: Cast, sign_in: SignIn) -> Client:
    return sign_in(acme.leader)


def keep_raw(acme: Cast, **changes: Any) -> int:
    with acme.door():
        return ParkedItem.objects.create(
            channel_id=acme.channel_id,
            kind="post",
            external_id="r1",
            item={**RAW, **changes},
            reason="KeyError: 'text'",
        ).id


def test_what_an_older_version_could_not_read_is_read_again(acme: Cast, leo: Client) -> None:
    parked_id = keep_raw(acme)
    assert f"items/{parked_id}/again/" in page(leo, STUCK)
    assert press(leo, f"items/{parked_id}/again").status_code == 303
    with acme.door():
        assert not ParkedItem.objects.exists()
        message = Message.objects.get()
        assert (message.external_id, message.text) == ("r1", "Where is it?")
        assert Case.objects.get().customer.display_name == "Kim"
        assert AuditEntry.objects.get().verb == "parked.store"


@pytest.mark.parametrize(
    "broken",
    [
        {"created_at": "long ago"},
        {"author": None},
        {"text": None},
        # As much of it as was kept: the rest of the message may be missing.
        {"text": "x" * 10_000},
        {"media": [1] * 200},
    ],
    ids=["no time", "no author", "no text", "a text cut off", "a list cut off"],
)
def test_what_still_cannot_be_read_stays(acme: Cast, leo: Client, broken: dict[str, Any]) -> None:
    parked_id = keep_raw(acme, **broken)
    answer = press(leo, f"items/{parked_id}/again")
    assert answer.status_code == 422
    assert "Care cannot read this item" in answer.content.decode()
    with acme.door():
        assert ParkedItem.objects.get().id == parked_id
        assert not Message.objects.exists()
        assert not AuditEntry.objects.exists()


def test_a_reply_that_waited_too_long_stands_there_until_somebody_sends_it(
    acme: Cast, anna: Client, leo: Client
) -> None:
    case_id = hear(acme, letter("kim"))
    fill(anna, case_id, "reply", text="Soon.", visibility="public", idempotency_key="key-of-kim")
    with acme.door():
        then = timezone.now() - timedelta(hours=49)
        Message.objects.filter(text="Soon.").update(sent_at=then)
        Outbox.objects.update(undo_until=then, next_attempt_at=then)
        message_id = Message.objects.get(text="Soon.").id
    [ref] = delivery.due_sends(10)
    assert delivery.claim_send(ref, 60) is None
    shown = page(leo, STUCK)
    assert "It waited 49 h for the channel; read it again before you send it." in shown
    assert f"replies/{message_id}/discard/" in shown
    assert press(leo, f"replies/{message_id}/again").status_code == 303
    claimed = delivery.claim_send(ref, 60)
    assert claimed is not None
    assert claimed.reply.text == "Soon."
