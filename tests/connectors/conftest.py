from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.network import Network


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    """A network where nobody writes but the test."""
    with Network(tmp_path / "network.sqlite", "--empty") as running:
        yield running
