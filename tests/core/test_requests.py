"""A page's transaction: kept whole or not at all, limited, and closed behind it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from care.core.bulk import fetch
from care.core.errors import NoOrganisation
from care.core.models import Person
from care.core.tenancy import current_organisation_id, organisation_door
from routing.models import Tag
from tests.cast import Cast, hire

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.core.pages_that_break"),
]


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


@pytest.fixture
def client(acme: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(email="anna@acme.example"))
    return client


def was_written(acme: Cast) -> bool:
    with organisation_door(acme.id):
        return Tag.objects.filter(slug="written").exists()


@pytest.mark.parametrize("status", [500, 404, 403, 400])
def test_a_page_that_breaks_off_has_written_nothing(
    client: Client, acme: Cast, status: int
) -> None:
    assert client.get(f"/acme/break/{status}/").status_code == status
    assert not was_written(acme)


@pytest.mark.parametrize(("status", "kept"), [(200, True), (303, True), (422, True), (503, False)])
def test_a_page_that_answers_has_written_unless_it_says_it_failed(
    client: Client, acme: Cast, status: int, kept: bool
) -> None:
    assert client.get(f"/acme/answer/{status}/").status_code == status
    assert was_written(acme) is kept


@pytest.mark.parametrize("status", [500, 404, 403, 400])
def test_a_page_of_an_error_has_the_policy_and_tells_nothing(client: Client, status: int) -> None:
    response = client.get(f"/acme/break/{status}/")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    body = response.getvalue().decode()
    assert f'<p class="entry__code">{status}</p>' in body
    assert "Traceback" not in body
    assert "RuntimeError" not in body


@pytest.mark.parametrize("path", ["/acme/desk/", "/acme/break/500/", "/acme/limits/"])
def test_the_door_is_closed_behind_a_page(client: Client, path: str) -> None:
    client.get(path)
    with pytest.raises(NoOrganisation):
        current_organisation_id()
    assert fetch("SELECT NULLIF(current_setting('care.organisation', true), '')", []) == [(None,)]


def test_a_page_waits_neither_long_for_a_row_nor_for_a_statement(
    client: Client, acme: Cast
) -> None:
    assert client.get("/acme/limits/").content.decode() == f"2s 5s care_app {acme.id}"
    assert fetch("SHOW statement_timeout", []) == [("0",)]


def test_a_statement_that_takes_too_long_fails_the_page_alone(
    client: Client, settings: Any
) -> None:
    settings.PAGE_STATEMENT_TIMEOUT = 50
    assert client.get("/acme/sleep/").status_code == 503
    settings.PAGE_STATEMENT_TIMEOUT = 5_000
    assert client.get("/acme/limits/").status_code == 200
