from __future__ import annotations

import pytest

from tests.cast import Cast, hire


@pytest.fixture
def acme(db: None) -> Cast:
    """The test is rolled back, unless it asks for `transactional_db` too."""
    return hire("acme")


@pytest.fixture
def globex(db: None) -> Cast:
    return hire("globex")
