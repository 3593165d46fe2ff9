from __future__ import annotations

from collections.abc import Iterator

import pytest

from care.core.api.throttle import windows
from connectors.actions import check_connect, do_connect
from routing.models import Brand
from tests.api.programs import Program, program
from tests.cast import Cast, hire


@pytest.fixture(autouse=True)
def fresh_windows() -> Iterator[None]:
    windows.forget()
    yield
    windows.forget()


def feed(handle: str, **credentials: str) -> int:
    """A channel that another system feeds. Needs the organisation's door."""
    given = {"handle": handle, **credentials}
    account = check_connect(network="generic", credentials=given)
    return do_connect(
        brand_id=Brand.objects.earliest("id").id,
        network="generic",
        credentials=given,
        account=account,
    )


@pytest.fixture
def acme(db: None) -> Cast:
    return hire("acme", connect=lambda: feed("acme-forum"))


@pytest.fixture
def globex(db: None) -> Cast:
    return hire("globex", connect=lambda: feed("globex-forum"))


@pytest.fixture
def anna(acme: Cast) -> Program:
    return program(acme, acme.anna)


@pytest.fixture
def tess(acme: Cast) -> Program:
    return program(acme, acme.tess)
