"""Somebody writes in a case that goes into another one under their hands."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from care.core.models import Person
from care.core.tenancy import organisation_door
from inbox.models import Case, Outbox
from tests.cast import Cast, hire
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db


def two_that_became_one(acme: Cast) -> tuple[int, int]:
    """The case that is gone, and the one it went into."""
    first = customer_writes(acme, "@acme first", customer="carol")
    customer_writes(acme, "@acme second", customer="dora")
    with organisation_door(acme.id):
        into, gone = Case.objects.order_by("id")
        Case.objects.filter(id=gone.id).update(merged_into=into, state="dismissed")
    assert first
    return gone.id, into.id


@pytest.mark.parametrize("verb", ["reply", "note"])
def test_what_was_typed_is_kept_and_not_sent(verb: str) -> None:
    acme = hire("acme")
    gone, into = two_that_became_one(acme)
    client = Client()
    client.force_login(Person.objects.get(email="anna@acme.example"))
    form = {
        "text": "A long and careful answer",
        "visibility": "public",
        "idempotency_key": uuid.uuid4().hex,
    }
    answer = client.post(f"/acme/desk/cases/{gone}/{verb}/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "A long and careful answer" in page
    assert "went into this one" in page
    assert f"/acme/desk/cases/{into}/" in page
    with organisation_door(acme.id):
        assert not Outbox.objects.exists()
