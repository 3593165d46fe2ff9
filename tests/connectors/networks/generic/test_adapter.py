"""The adapter for other people's systems: what it takes for an account, and how it delivers."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from care.core.http import HttpClient
from connectors.errors import AdapterError
from connectors.networks.generic import signing
from connectors.networks.generic.adapter import GenericAdapter
from connectors.protocol import Access
from inbox.networks.items import Author, OutgoingReply
from tests.api.receiver import SECRET, Receiver, receiving

REPLY = OutgoingReply(
    text="Hold reset für zehn Sekunden 🙂 <b>.",
    visibility="public",
    in_reply_to="m-2",
    conversation=None,
    recipient=Author("acme-forum/kim", "kim", "Kim"),
    idempotency_key="key-of-the-reply",
)
ADAPTER = GenericAdapter()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def access_to(receiver: Receiver, **more: str) -> Access:
    credentials = {"handle": "acme-forum", "webhook_url": receiver.url, "webhook_secret": SECRET}
    http = HttpClient(allowed_hosts=frozenset({receiver.host}), read_seconds=2.0)
    return Access("", "acme-forum", credentials | more, http)


def test_a_delivery_is_signed_over_the_very_bytes_that_are_sent(receiver: Receiver) -> None:
    sent = ADAPTER.send(access_to(receiver), REPLY)
    [delivery] = receiver.received
    assert delivery.rightly_signed
    assert delivery.headers["webhook-id"] == REPLY.idempotency_key
    assert delivery.headers["content-type"] == "application/json"
    assert delivery.data == {
        "key": "key-of-the-reply",
        "text": REPLY.text,
        "visibility": "public",
        "in_reply_to": "m-2",
        "conversation": None,
        "to": {"author": "kim", "author_name": "Kim"},
    }
    assert sent.external_id == REPLY.idempotency_key


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = signing.signature(
        signing.key_of(secret), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_new_secret_signs_and_is_long_enough() -> None:
    secret = signing.new_secret()
    assert len(signing.key_of(secret)) == 32
    assert secret != signing.new_secret()
    digest = hmac.new(signing.key_of(secret), b"a.1.x", hashlib.sha256).digest()
    assert signing.signature(signing.key_of(secret), "a", "1", b"x") == (
        "v1," + base64.b64encode(digest).decode()
    )


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (b'{"external_id": "r-9"}', "r-9"),
        (b'{"external_id": 9}', None),
        (b'{"external_id": ""}', None),
        (b'{"external_id": "a\\u0000b"}', None),
        (b'{"external_id": "' + b"x" * 301 + b'"}', None),
        (b"[]", None),
        (b"thanks", None),
        (b"", None),
    ],
)
def test_the_reply_is_called_what_the_receiver_says(
    receiver: Receiver, answer: bytes, name: str | None
) -> None:
    receiver.answers.append((200, answer, {}))
    sent = ADAPTER.send(access_to(receiver), REPLY)
    assert sent.external_id == (name or REPLY.idempotency_key)


OUTCOMES: dict[int, tuple[bool, bool]] = {
    410: (True, False),
    400: (False, False),
    401: (False, False),
    404: (False, False),
    500: (False, True),
    502: (False, True),
    504: (False, True),
}


@pytest.mark.parametrize("status", OUTCOMES)
def test_what_a_refusal_means(receiver: Receiver, status: int) -> None:
    receiver.answers.append((status, b"no", {}))
    with pytest.raises(AdapterError) as refused:
        ADAPTER.send(access_to(receiver), REPLY)
    assert (refused.value.permanent, refused.value.doubt) == OUTCOMES[status]


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_may_ask_us_to_wait(receiver: Receiver, status: int) -> None:
    for given, wait in (("7", 7.0), ("999999", 3600.0), ("soon", None), ("9" * 40, None)):
        receiver.answers.append((status, b"", {"Retry-After": given}))
        with pytest.raises(AdapterError) as refused:
            ADAPTER.send(access_to(receiver), REPLY)
        assert (refused.value.retry_after, refused.value.doubt) == (wait, False)


def test_a_lost_answer_is_doubt(receiver: Receiver) -> None:
    receiver.hang_up = True
    with pytest.raises(AdapterError) as lost:
        ADAPTER.send(access_to(receiver), REPLY)
    assert lost.value.doubt


def test_nobody_there_is_no_doubt(receiver: Receiver) -> None:
    access = access_to(receiver, webhook_url="http://127.0.0.1:1/")
    allowed = HttpClient(allowed_hosts=frozenset({"127.0.0.1:1"}))
    with pytest.raises(AdapterError) as missed:
        ADAPTER.send(replace(access, http=allowed), REPLY)
    assert (missed.value.doubt, missed.value.permanent) == (False, False)


def test_a_private_address_is_never_asked(receiver: Receiver) -> None:
    with pytest.raises(AdapterError) as refused:
        ADAPTER.send(replace(access_to(receiver), http=HttpClient()), REPLY)
    assert refused.value.permanent
    assert receiver.received == []


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answers.append((302, b"", {"Location": receiver.url + "/elsewhere"}))
    with pytest.raises(AdapterError) as refused:
        ADAPTER.send(access_to(receiver), REPLY)
    assert (refused.value.permanent, refused.value.doubt) == (True, False)
    assert len(receiver.received) == 1


def test_without_a_webhook_the_reply_is_left_to_be_fetched(receiver: Receiver) -> None:
    with pytest.raises(AdapterError) as left:
        ADAPTER.send(access_to(receiver, webhook_url="", webhook_secret=""), REPLY)
    assert left.value.fetched
    assert not left.value.doubt


def test_an_account_is_called_what_its_owner_says(receiver: Receiver) -> None:
    assert ADAPTER.identify(access_to(receiver)).external_id == "acme-forum"
    fetching = access_to(receiver, webhook_url="", webhook_secret="")
    assert ADAPTER.identify(fetching).handle == "acme-forum"


@pytest.mark.parametrize(
    "wrong",
    [
        {"handle": ""},
        {"handle": "  "},
        {"handle": "a/b"},
        {"handle": "a\nb"},
        {"handle": "x" * 101},
        {"webhook_url": "ftp://care.example/x"},
        {"webhook_url": "care.example"},
        {"webhook_url": "https://["},
        {"webhook_url": "https://" + "x" * 600},
        {"webhook_secret": ""},
        {"webhook_secret": "whsec_"},
        {"webhook_secret": "whsec_not base64!"},
        {"webhook_secret": "whsec_" + base64.b64encode(b"x" * 23).decode()},
        {"webhook_secret": SECRET.removeprefix("whsec_")},
    ],
    ids=str,
)
def test_what_cannot_work_is_said_when_the_account_is_connected(
    receiver: Receiver, wrong: Mapping[str, str]
) -> None:
    with pytest.raises(AdapterError) as refused:
        ADAPTER.identify(access_to(receiver, **wrong))
    assert refused.value.sentence.endswith(".")
    assert SECRET not in refused.value.sentence
