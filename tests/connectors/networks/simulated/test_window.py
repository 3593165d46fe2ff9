"""A network that lets private answers through only for a while says so, and means it."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.errors import AdapterError
from connectors.networks.simulated.adapter import SimulatedAdapter
from connectors.networks.simulated.capabilities import CAPABILITIES
from connectors.protocol import Access
from inbox.networks.capabilities import allowed
from inbox.networks.items import Author, OutgoingReply
from tests.connectors.network import LOCAL, Network


def test_after_the_window_it_refuses_what_it_said_it_would(tmp_path: Path) -> None:
    adapter = SimulatedAdapter()
    with Network(tmp_path / "n.sqlite", "--empty", "--private-window", "0") as network:
        account = network.account("Acme")
        access = Access(network.url, account["id"], {"token": account["token"]}, LOCAL)
        network.customer_writes("ann", "Acme", "Hello?")
        network.customer_posts("ben", "@Acme hello?")
        limits = adapter.limits(access)
        assert limits == {"private_hours": 0}
        assert allowed(CAPABILITIES, limits).window_hours == {"private": 0}
        with pytest.raises(AdapterError, match="more than 0 hours old") as late:
            adapter.send(access, _private("u-ann", "key-1"))
        assert late.value.permanent
        sent = adapter.send(access, _private("u-ben", "key-2"))
        assert [one["id"] for one in network.ledger(author=account["id"])] == [sent.external_id]


def _private(person: str, key: str) -> OutgoingReply:
    return OutgoingReply("Here we are", "private", None, None, Author(person, person), key)
