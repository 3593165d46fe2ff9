"""Bodies that no browser sends: refused with a sentence, never an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox.models import Channel
from tests.cast import Cast
from tests.connectors.network import Network
from tests.connectors.pages.conftest import CHANNELS
from tests.connectors.pages.walk import CONNECT, connects, token_of, typed

NASTY = ("", "-1", str(2**63), "[]", "';--", "\u202e\u200b", "x" * 60_000, "1\x00", "\x00", "☃")


@pytest.mark.parametrize("field", ["access_token", "base_url", "brand", "history"])
def test_no_body_breaks_the_form_of_an_access(
    admin: Client, acme: Cast, simulated: Network, field: str
) -> None:
    whole = typed(acme, simulated, token_of(simulated))
    for value in NASTY:
        answer = admin.post(CONNECT, whole | {field: value})
        empty_is_fine = field == "history" and value == ""
        assert answer.status_code == (303 if empty_is_fine else 422), value[:20]
    assert admin.post(CONNECT, {}).status_code == 422
    with acme.door():
        assert not Channel.objects.exists()


def test_no_body_breaks_a_renewal(admin: Client, acme: Cast, simulated: Network) -> None:
    renew = f"{CHANNELS}{connects(admin, acme, simulated)}/renew/"
    for value in NASTY[1:]:
        assert admin.post(renew, {"access_token": value}).status_code == 422, value[:20]
    assert admin.post(renew, {"access_token": ""}).status_code == 303  # the stored one stays


@pytest.mark.parametrize("network", ["x", "mastodon", "generic"])
def test_every_network_has_a_form_that_refuses_emptiness(
    admin: Client, acme: Cast, network: str
) -> None:
    path = f"{CHANNELS}connect/{network}/"
    assert admin.get(path).status_code == 200
    assert admin.post(path, {}).status_code == 422
