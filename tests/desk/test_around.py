"""The pages before and beside the desk."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from care.core import views
from care.core.models import Member, Membership, Person
from care.core.tenancy import organisation_door
from tests.cast import Cast, hire
from tests.desk.letters import DESK, FIRST_LINE, page

EMAIL = "anna@acme.example"


PASSWORD = "long enough, and mine"


@pytest.fixture
def with_password(acme: Cast) -> None:
    person = Person.objects.get(email=EMAIL)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])


def test_signing_in_leads_to_the_page_that_was_asked_for(with_password: None) -> None:
    client = Client()
    asked = client.get(FIRST_LINE)
    assert asked.status_code == 302
    form = page(client, asked["Location"])
    hidden = re.search(r'name="next" value="([^"]+)"', form)
    assert hidden is not None
    fields = {"login": EMAIL, "password": PASSWORD, "next": hidden[1]}
    assert client.post("/accounts/login/", fields)["Location"] == FIRST_LINE


def test_signing_in_leads_to_nobody_elses_page(with_password: None) -> None:
    fields = {"login": EMAIL, "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/accounts/login/", fields)["Location"] == "/"


def test_a_wrong_password_keeps_the_address(acme: Cast) -> None:
    html = Client().post("/accounts/login/", {"login": EMAIL, "password": "no"}).content.decode()
    assert 'role="alert"' in html
    assert f'value="{EMAIL}"' in html


def test_signing_out_asks_first(anna: Client) -> None:
    assert "Sign out?" in page(anna, "/accounts/logout/")
    assert anna.post("/accounts/logout/").status_code == 302
    assert anna.get(FIRST_LINE).status_code == 302


def test_pages_of_the_library_wear_our_frame(db: None) -> None:
    html = page(Client(), "/accounts/password/reset/")
    assert "care/css/entry.css" in html
    assert "<style" not in html


def test_one_organisation_needs_no_choice(acme: Cast, anna: Client) -> None:
    assert anna.get("/")["Location"] == DESK


def test_several_organisations_are_offered_at_home_and_in_the_rail(
    acme: Cast, anna: Client
) -> None:
    globex = hire("globex").organisation
    person = Person.objects.get(email=EMAIL)
    membership = Membership.objects.create(person=person, organisation=globex)
    with organisation_door(globex.id):
        Member.objects.create(membership=membership, display_name="Anna", initials="A")
    html = page(anna, "/")
    assert 'href="/acme/desk/"' in html
    assert 'href="/globex/desk/"' in html
    assert 'href="/globex/desk/"' in page(anna, FIRST_LINE)


def test_somebody_without_a_place_is_told_what_to_do(db: None) -> None:
    client = Client()
    client.force_login(Person.objects.create_user("new@acme.example", "x", name="New"))
    assert "Ask your admin to invite you" in page(client, "/")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_a_page_for_when_it_went_wrong_needs_nothing(name: str) -> None:
    html = get_template(f"{name}.html").render({})
    assert 'href="/"' in html
    assert "<h1>" in html


def test_the_page_for_our_own_faults_asks_no_database(db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert len(captured) == 0


def test_a_page_that_is_not_there_says_so_kindly(anna: Client) -> None:
    response = anna.get("/acme/desk/cases/999999/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_no_page_needs_anything_inline(acme: Cast, anna: Client) -> None:
    for html in (page(anna, FIRST_LINE), page(Client(), "/accounts/login/")):
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
        for script in re.findall(r"<script[^>]*>", html):
            assert 'nonce="' in script
            assert "src=" in script
