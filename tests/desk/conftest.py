from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from care.core.models import Member, Person
from tests.cast import Cast, hire

SignIn = Callable[[Member], Client]


@pytest.fixture
def acme(db: None) -> Cast:
    return hire("acme")


@pytest.fixture
def sign_in() -> SignIn:
    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(Person.objects.get(memberships=member.membership_id))
        return client

    return signed_in


@pytest.fixture
def anna(acme: Cast, sign_in: SignIn) -> Client:
    return sign_in(acme.anna)


@pytest.fixture
def tess(acme: Cast, sign_in: SignIn) -> Client:
    return sign_in(acme.tess)
