from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from care.core.models import Member, Person
from tests.cast import Cast, hire
from tests.connectors.network import Network

CHANNELS = "/acme/settings/channels/"


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


@pytest.fixture
def acme(transactional_db: None) -> Cast:
    return hire("acme", connect=lambda: 0)


@pytest.fixture
def admin(acme: Cast) -> Client:
    return client_of(acme.admin)


@pytest.fixture
def simulated(network: Network, settings: Any) -> Network:
    """The network runs, and the operator trusts it: it is offered."""
    settings.SIMULATOR_URL = network.url
    return network
