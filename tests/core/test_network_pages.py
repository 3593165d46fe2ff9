"""Pages that talk to a network stand outside the page's transaction, and inside every check."""

from __future__ import annotations

import pytest
from django.test import Client

from care.core.bulk import fetch
from care.core.errors import NoOrganisation
from care.core.models import Membership, Person
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


def signed_in(email: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(email=email))
    return client


@pytest.fixture
def client(acme: Cast) -> Client:
    return signed_in("anna@acme.example")


def was_written(acme: Cast) -> bool:
    with organisation_door(acme.id):
        return Tag.objects.filter(slug="written").exists()


def test_no_transaction_waits_for_a_network(client: Client) -> None:
    assert client.get("/acme/far/").content.decode() == "False Anna"


def test_rows_are_refused_where_no_door_is_open(client: Client, acme: Cast) -> None:
    assert client.get("/acme/far/careless/").status_code == 500
    client.raise_request_exception = True
    with pytest.raises(NoOrganisation):
        client.get("/acme/far/careless/")


def test_what_it_learnt_is_written_in_a_short_transaction(client: Client, acme: Cast) -> None:
    answer = client.get("/acme/far/writing/").content.decode()
    assert answer == f"2s 5s care_app {acme.id}"
    assert was_written(acme)
    assert fetch("SHOW statement_timeout", []) == [("0",)]


def test_a_short_transaction_that_breaks_off_has_written_nothing(
    client: Client, acme: Cast
) -> None:
    assert client.get("/acme/far/breaking/").status_code == 404
    assert not was_written(acme)


@pytest.mark.parametrize("path", ["/acme/far/", "/acme/far/careless/", "/acme/far/writing/"])
def test_no_door_stays_open_behind_it(client: Client, path: str) -> None:
    client.get(path)
    with pytest.raises(NoOrganisation):
        current_organisation_id()
    assert fetch("SELECT NULLIF(current_setting('care.organisation', true), '')", []) == [(None,)]


def test_only_members_get_there(acme: Cast) -> None:
    hire("globex")
    assert signed_in("anna@globex.example").get("/acme/far/writing/").status_code == 404
    assert Client().get("/acme/far/writing/").headers["Location"].startswith("/accounts/login/")
    Membership.objects.filter(person__email="anna@acme.example").update(active=False)
    assert signed_in("anna@acme.example").get("/acme/far/writing/").status_code == 404
    assert not was_written(acme)


def test_a_form_without_its_token_is_refused_there_too(acme: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(email="anna@acme.example"))
    assert client.post("/acme/far/writing/").status_code == 403
    assert not was_written(acme)
