"""Every page opens, for admins only."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.routing.pages.conftest import SETTINGS, Desk, client_of

PAGES = ("teams/", "teams/new/", "tags/", "rules/", "rules/new/", "organisation/", "fields/")


@pytest.mark.parametrize("path", PAGES)
def test_an_admin_opens_it_and_nobody_else(acme: Cast, ada: Desk, path: str) -> None:
    assert "<h1" in ada.reads(path)
    for member in (acme.leader, acme.anna):
        assert client_of(member).get(SETTINGS + path).status_code == 404
