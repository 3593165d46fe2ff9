"""Replies that the other side fetches: each has a name of its own, and none is lost or sent twice
when a webhook comes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from connectors.access import access_of, is_current
from connectors.protocol import Access
from connectors.registry import adapter_of
from connectors.sending import send_due
from inbox.flow.delivery import ClaimedSend, claim_send, due_sends, left
from inbox.models import Outbox
from tests.api.at_once import begun
from tests.api.conftest import feed
from tests.api.programs import Program
from tests.api.receiver import SECRET, Receiver, receiving
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with receiving() as made:
        settings.TRUSTED_HOSTS = [made.host]
        yield made


@pytest.fixture
def path(acme: Cast) -> str:
    return f"channels/{acme.channel_id}/"


@pytest.fixture
def case(anna: Program, path: str) -> str:
    hello = {"external_id": "m", "author": "kim", "text": "Where is my parcel?"}
    said = anna.post(f"{path}messages/", {"messages": [hello]})
    return f"cases/{said.body['results'][0]['case']}/"


def replies(anna: Program, case: str, count: int) -> list[int]:
    made = []
    for number in range(1, count + 1):
        words = {"text": f"Answer {number}.", "visibility": "public"}
        said = anna.post(f"{case}replies/", words, idempotency_key=f"answer-{number}")
        made.append(said.body["id"])
    return made


def ready(anna: Program, path: str) -> list[str]:
    return [row["key"] for row in anna.get(f"{path}replies/").body["results"]]


def called(anna: Program, case: str) -> dict[str, str | None]:
    said = anna.get(f"{case}messages/").body["results"]
    return {row["text"]: row["external_id"] for row in said if row["direction"] == "out"}


def test_a_name_that_another_reply_has_is_refused_and_both_stay_as_they_are(
    anna: Program, path: str, case: str
) -> None:
    first, second = replies(anna, case, 2)
    send_due()
    assert anna.post(f"{path}replies/{first}/delivered/", {"external_id": "r-1"}).status == 200
    said = anna.post(f"{path}replies/{second}/delivered/", {"external_id": "r-1"})
    assert (said.status, said.body["code"]) == (409, "id_taken")
    assert "Give each its own" in said.body["detail"]
    assert called(anna, case) == {"Answer 1.": "r-1", "Answer 2.": None}
    assert ready(anna, path) == ["answer-2"]
    assert anna.post(f"{path}replies/{second}/delivered/", {"external_id": "r-2"}).status == 200


def test_a_customer_s_name_is_refused_too(anna: Program, path: str, case: str) -> None:
    [reply] = replies(anna, case, 1)
    send_due()
    said = anna.post(f"{path}replies/{reply}/delivered/", {"external_id": "m"})
    assert (said.status, said.body["code"]) == (409, "id_taken")
    assert ready(anna, path) == ["answer-1"]


def test_the_name_of_what_was_pushed_as_the_brand_s_own_was_its_echo(
    anna: Program, path: str, case: str
) -> None:
    [reply] = replies(anna, case, 1)
    send_due()
    echo = {"external_id": "r-1", "inbound": False, "text": "As it reads.", "in_reply_to": "m"}
    anna.post(f"{path}messages/", {"messages": [echo]})
    assert anna.post(f"{path}replies/{reply}/delivered/", {"external_id": "r-1"}).status == 200
    assert called(anna, case) == {"Answer 1.": "r-1"}


def test_a_webhook_that_calls_all_replies_alike_puts_none_of_them_in_doubt(
    acme: Cast, anna: Program, receiver: Receiver, case: str
) -> None:
    receiver.answers = [(200, b'{"external_id": "ok"}', {})] * 2
    with acme.door():
        feed("acme-forum", webhook_url=receiver.url, webhook_secret=SECRET)
    replies(anna, case, 2)
    send_due()
    assert called(anna, case) == {"Answer 1.": "ok", "Answer 2.": "answer-2"}
    with acme.door():
        assert set(Outbox.objects.values_list("state", flat=True)) == {"sent"}


def claimed_with_its_access(acme: Cast) -> tuple[ClaimedSend, Access]:
    """A worker has the reply, and has learnt that nobody is to be called."""
    [ref] = due_sends(10)
    claimed = claim_send(ref, 60)
    assert claimed is not None
    with acme.door():
        access = access_of(
            adapter_of("generic"), channel_id=acme.channel_id, account_id="acme-forum"
        )
    return claimed, access


def put_down(claimed: ClaimedSend, access: Access) -> None:
    left(claimed, still_fetched=partial(is_current, access, claimed.channel_id))


def with_a_webhook(acme: Cast, receiver: Receiver) -> Any:
    with acme.door():
        return feed("acme-forum", webhook_url=receiver.url, webhook_secret=SECRET)


def test_a_reply_that_is_put_down_after_a_webhook_came_goes_there(
    acme: Cast, anna: Program, receiver: Receiver, path: str, case: str
) -> None:
    replies(anna, case, 1)
    claimed, access = claimed_with_its_access(acme)
    with_a_webhook(acme, receiver)
    put_down(claimed, access)
    assert ready(anna, path) == []
    send_due()
    send_due()
    assert [delivery.data["key"] for delivery in receiver.received] == ["answer-1"]


def test_a_webhook_that_comes_while_a_reply_is_put_down_gets_it(
    acme: Cast, anna: Program, receiver: Receiver, path: str, case: str
) -> None:
    replies(anna, case, 1)
    claimed, access = claimed_with_its_access(acme)
    with acme.door():
        put_down(claimed, access)
        outcome = begun(partial(with_a_webhook, acme, receiver))
    assert outcome() == acme.channel_id
    assert ready(anna, path) == []
    send_due()
    send_due()
    assert [delivery.data["key"] for delivery in receiver.received] == ["answer-1"]


def test_without_a_webhook_it_lies_ready_as_before(
    acme: Cast, anna: Program, path: str, case: str
) -> None:
    replies(anna, case, 1)
    put_down(*claimed_with_its_access(acme))
    assert ready(anna, path) == ["answer-1"]
    assert due_sends(10) == []
