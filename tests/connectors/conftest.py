from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.network import Network


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    """A network where nobody writes but the test."""
    with Network(tmp_path / "network.sqlite", "--empty") as running:
        yield running


@pytest.fixture
def this_machine_is_trusted(settings: Any) -> None:
    settings.TRUSTED_HOSTS = ["127.0.0.1"]
