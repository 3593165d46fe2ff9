"""Brands in the settings: how they sign and greet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from care.core.models import AuditEntry, Member, Person
from routing.models import Brand
from tests.cast import Cast, hire

PAGE = "/acme/settings/brands/"


@pytest.fixture
def acme(db: None) -> Cast:
    cast = hire("acme")
    with cast.door():
        Brand.objects.update(signature_style="^{initials}")
    return cast


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def save(cast: Cast, path: str = "", **fields: Any) -> Any:
    given = {"name": "Acme", "signature_style": "-{first_name}", "greeting": ""}
    return client_of(cast.admin).post(f"{PAGE}{path}", given | fields)


def brands(cast: Cast) -> list[Brand]:
    with cast.door():
        return list(Brand.objects.order_by("id"))


def test_an_organisation_with_one_brand_sees_one_page(acme: Cast) -> None:
    page = client_of(acme.admin).get(PAGE).content.decode()
    assert "Brand and signature" in page
    assert 'value="^{initials}"' in page
    assert save(acme, greeting="Hi {{customer.first_name || 'there'}},").status_code == 303
    (brand,) = brands(acme)
    assert (brand.signature_style, brand.slug) == ("-{first_name}", "acme")
    assert brand.greeting == "Hi {{customer.first_name || 'there'}},"
    with acme.door():
        told = AuditEntry.objects.get(verb="brand.change").data
    assert told["signature_style"] == ["^{initials}", "-{first_name}"]


def test_a_second_brand_makes_it_a_list(acme: Cast) -> None:
    assert save(acme, "new/", name="Acme Shop").status_code == 303
    assert save(acme, "new/", name="Acme-Shop!").status_code == 303
    assert [brand.slug for brand in brands(acme)] == ["acme", "acme-shop", "acme-shop-2"]
    page = client_of(acme.admin).get(PAGE).content.decode()
    assert "Acme Shop" in page
    assert "New brand" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"signature_style": "^{initial}"},
        {"signature_style": "x" * 61},
        {"greeting": "Hi {{customer.nmae}}"},
        {"greeting": "x" * 201},
        {"greeting": "a\x00b"},
        {"public_close": "x" * 241},
    ],
)
def test_a_refused_form_says_why(acme: Cast, fields: dict[str, str]) -> None:
    response = save(acme, **fields)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert brands(acme)[0].signature_style == "^{initials}"


def test_two_brands_have_two_names(acme: Cast) -> None:
    assert save(acme, "new/", name="acme").status_code == 422


def test_the_preview_shows_a_first_reply(acme: Cast) -> None:
    fields = {
        "name": "Acme",
        "signature_style": "^{initials}",
        "greeting": "Hi {{customer.first_name}},",
    }
    page = client_of(acme.admin).post(f"{PAGE}preview/", fields).content.decode()
    assert "Hi Kim, thank you for telling us." in page
    assert "^A" in page
    assert "Where customer.first_name is not known there is no greeting" in page


def test_the_channels_of_a_brand_are_shown(acme: Cast) -> None:
    (brand,) = brands(acme)
    page = client_of(acme.admin).get(f"/acme/desk/brand-channels/{brand.id}/").content.decode()
    assert "acme on simulated" in page


@pytest.mark.parametrize("who", ["anna", "leader"])
def test_for_everybody_but_admins_the_page_is_not_there(acme: Cast, who: str) -> None:
    client = client_of(getattr(acme, who))
    for path in ("", "new/", "preview/", "1/"):
        assert client.get(f"{PAGE}{path}").status_code in {404, 405}
        assert client.post(f"{PAGE}{path}").status_code == 404
