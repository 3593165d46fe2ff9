from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from care.core.models import Member, Person
from tests.cast import Cast, hire

SETTINGS = "/acme/settings/"
Body = Mapping[str, str | Sequence[str]]


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at the settings' pages, who sends their forms as a browser without a script does."""

    client: Client

    def reads(self, path: str) -> str:
        response = self.client.get(SETTINGS + path)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def seen(self, path: str, action: str = "") -> str:
        """What a page's form was filled in from: the form that goes to `action`, or its first."""
        page = self.reads(path)
        start = page.index(f'action="{SETTINGS}{action}"') if action else 0
        found = re.search(r'name="seen" value="([^"]*)"', page[start:])
        assert found is not None
        return found[1]

    def sends(self, path: str, body: Body | None = None) -> Any:
        return self.client.post(SETTINGS + path, data=dict(body or {}))

    def saves(self, path: str, body: Body | None = None) -> str:
        """The page that comes after it."""
        response = self.sends(path, body)
        assert response.status_code == 303, response.content.decode()
        return str(self.client.get(response["Location"]).content.decode())

    def refused(self, path: str, body: Body | None = None) -> str:
        response = self.sends(path, body)
        assert response.status_code == 422
        return str(response.content.decode())


@pytest.fixture
def acme(transactional_db: None) -> Cast:
    return hire("acme")


@pytest.fixture
def ada(acme: Cast) -> Desk:
    return Desk(client_of(acme.admin))
