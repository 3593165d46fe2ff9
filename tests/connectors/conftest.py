from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.connectors.network import Network


@pytest.fixture(scope="session")
def networks() -> Iterator[list[Network]]:
    """The process that the tests share, last; one that a test has ended stays in the list."""
    started: list[Network] = []
    yield started
    for network in started:
        network.stop()


@pytest.fixture
def network(networks: list[Network], tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A network where nobody writes but the test."""
    if networks and networks[-1].runs:
        networks[-1].said("DELETE", "/sim/everything")
    else:
        folder = tmp_path_factory.mktemp("network")
        networks.append(Network(folder / "network.sqlite", "--empty"))
    return networks[-1]


@pytest.fixture(scope="session")
def mastodon_url() -> Iterator[str]:
    """Of a server of the Mastodon API, one for all tests, emptied by each."""
    # It takes a second to import, which the other tests need not wait for.
    from tests.connectors.contract.mastodon_stage import running

    with running() as url:
        yield url


@pytest.fixture
def this_machine_is_trusted(settings: Any) -> None:
    settings.TRUSTED_HOSTS = ["127.0.0.1"]
