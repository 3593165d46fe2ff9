"""What an admin does on the pages of the channel settings."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from connectors.models import Account
from inbox.models import Channel
from routing.models import Brand
from tests.cast import Cast
from tests.connectors.network import Network
from tests.connectors.pages.conftest import CHANNELS

CONNECT = f"{CHANNELS}connect/simulated/"
CONFIRM = f"{CHANNELS}connect/confirm/"


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def typed(cast: Cast, network: Network, token: str, **more: str) -> dict[str, str]:
    with cast.door():
        brand = str(Brand.objects.earliest("id").id)
    given = {"access_token": token, "base_url": network.url, "brand": brand}
    return {**given, "history": "resolved", **more}


def token_of(network: Network, handle: str = "AcmeHelp") -> str:
    return str(network.account(handle, f"{handle} here")["token"])


def connects(
    client: Client, cast: Cast, network: Network, handle: str = "AcmeHelp", **more: str
) -> int:
    """Types, looks, says yes; the id of the channel."""
    looked = client.post(CONNECT, typed(cast, network, token_of(network, handle), **more))
    assert (looked.status_code, looked.headers["Location"]) == (303, CONFIRM), looked.content
    done = client.post(CONFIRM, {"yes": "connect"})
    assert done.status_code == 303
    found = re.fullmatch(rf"{CHANNELS}(\d+)/", done.headers["Location"])
    assert found
    return int(found[1])


def channel(cast: Cast, channel_id: int) -> Channel:
    with cast.door():
        return Channel.objects.get(id=channel_id)


def account(cast: Cast, channel_id: int) -> Account:
    with cast.door():
        return Account.objects.get(channel_id=channel_id)


def does(client: Client, channel_id: int, what: str, **fields: Any) -> str:
    """The page on which the admin is told what came of it."""
    answer = client.post(f"{CHANNELS}{channel_id}/{what}/", {"from": "channel", **fields})
    assert answer.status_code == 303, answer.content
    return shown(client, answer.headers["Location"])
