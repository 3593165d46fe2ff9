from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.contract.meddler import Meddler
from tests.connectors.contract.stage import Stage
from tests.connectors.contract.stages import STAGES
from tests.connectors.contract.walking import Poller


@pytest.fixture(params=sorted(STAGES))
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with STAGES[request.param](request) as opened:
        reason = opened.flaws.get(request.node.originalname)
        if reason is not None:
            pytest.skip(reason)
        yield opened


@pytest.fixture
def meddler(stage: Stage) -> Iterator[Meddler]:
    with Meddler(stage.url) as between:
        yield between


@pytest.fixture
def poller(stage: Stage) -> Poller:
    return Poller(stage.adapter, stage.access())


@pytest.fixture
def watched(stage: Stage, meddler: Meddler) -> Poller:
    """One whose requests go through the meddler."""
    return Poller(stage.adapter, stage.access(meddler.url))
