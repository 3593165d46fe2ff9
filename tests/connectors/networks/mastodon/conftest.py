from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.contract.mastodon_stage import MastodonStage, mastodon
from tests.connectors.contract.walking import Poller


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Iterator[MastodonStage]:
    with mastodon(request) as opened:
        yield opened


@pytest.fixture
def poller(stage: MastodonStage) -> Poller:
    return Poller(stage.adapter, stage.access())
