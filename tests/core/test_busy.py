"""Two people at one case at the same moment: the second is told, and nothing is half done."""

from __future__ import annotations

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from care.core.models import Person
from care.core.tenancy import organisation_door
from inbox.models import Case, Note
from tests.cast import hire
from tests.inbox.actions.work import customer_writes


@pytest.mark.django_db(transaction=True)
def test_a_case_that_stays_locked_is_said_to_be_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PAGE_LOCK_TIMEOUT", 100)
    acme = hire("acme")
    customer_writes(acme, "@acme hello")
    with organisation_door(acme.id):
        case_id = Case.objects.get().id
    client = Client()
    client.force_login(Person.objects.get(email="anna@acme.example"))
    wire = connection.get_connection_params()
    wire.pop("cursor_factory", None)
    elsewhere = psycopg2.connect(**wire)
    try:
        cursor = elsewhere.cursor()
        cursor.execute("SELECT set_config('care.organisation', %s, true)", [str(acme.id)])
        cursor.execute("SELECT id FROM inbox_case WHERE id = %s FOR UPDATE", [case_id])
        answer = client.post(f"/acme/desk/cases/{case_id}/note/", {"text": "Look at this"})
        assert answer.status_code == 503
        assert "busy" in answer.content.decode()
    finally:
        elsewhere.close()
    with organisation_door(acme.id):
        assert not Note.objects.exists()
    answer = client.post(f"/acme/desk/cases/{case_id}/note/", {"text": "Look at this"})
    assert answer.status_code in {200, 302, 303}
    with organisation_door(acme.id):
        assert Note.objects.count() == 1
