from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.networks.x.adapter import XAdapter
from connectors.protocol import Access
from tests.connectors.contract.walking import Poller
from tests.connectors.network import LOCAL
from tests.connectors.standins.x import StandIn
from tests.connectors.standins.x.world import User


@pytest.fixture
def x() -> Iterator[StandIn]:
    with StandIn() as started:
        started.ceilings["dm_events"] = 100
        yield started


@pytest.fixture
def acme(x: StandIn) -> User:
    return x.account("acme")


@pytest.fixture
def ann(x: StandIn) -> User:
    return x.world.user("ann", "Ann")


@pytest.fixture
def access(x: StandIn, acme: User) -> Access:
    return Access(x.url, acme.id, acme.keys, LOCAL)


@pytest.fixture
def poller(access: Access) -> Poller:
    return Poller(XAdapter(page_size=5), access)
