"""One key with two cases at the same moment: the second is told, nothing of it is kept, and nobody
sees a failure of Care."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from care.core.models import Person
from inbox.actions.note import do_note
from inbox.actions.reply import check_reply, do_reply
from inbox.models import Case, Message, Note
from tests.api.at_once import begun
from tests.api.programs import Program
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "the-very-same-key"
WORDS: dict[str, Any] = {"text": "It is on its way.", "visibility": "public"}


@pytest.fixture
def cases(acme: Cast, anna: Program) -> list[int]:
    asked = [
        {"external_id": name, "author": name, "text": "Where is my parcel?"}
        for name in ("kim", "lee")
    ]
    said = anna.post(f"channels/{acme.channel_id}/messages/", {"messages": asked})
    return [row["case"] for row in said.body["results"]]


def answers(acme: Cast, case_id: int) -> None:
    case = Case.objects.select_for_update().get(id=case_id)
    how: dict[str, Any] = {"member": acme.anna, "case": case, "idempotency_key": KEY}
    do_reply(reply=check_reply(**how, **WORDS), **how)


def during_an_answer(acme: Cast, case_id: int, act: Callable[[], Any]) -> Any:
    """What came of `act`, begun after the answer was written and before it was committed."""
    with acme.door():
        answers(acme, case_id)
        outcome = begun(act)
    return outcome()


def test_a_program_hears_that_the_key_was_used(acme: Cast, anna: Program, cases: list[int]) -> None:
    one, other = cases
    path = f"cases/{other}/replies/"
    said = during_an_answer(acme, one, lambda: anna.post(path, WORDS, idempotency_key=KEY))
    assert (said.status, said.body["code"]) == (409, "key_reused")
    with acme.door():
        assert list(Message.objects.filter(direction="out").values_list("case", flat=True)) == [one]
        assert Case.objects.get(id=other).assignee_id is None


def test_a_person_reads_a_sentence_and_keeps_what_they_wrote(acme: Cast, cases: list[int]) -> None:
    one, other = cases
    client = Client()
    client.force_login(Person.objects.get(memberships=acme.anna.membership_id))
    form = {**WORDS, "text": "Mine was another.", "idempotency_key": KEY}
    path = reverse("desk:reply", args=["acme", other])
    said = during_an_answer(acme, one, lambda: client.post(path, form))
    assert said.status_code == 422
    html = said.content.decode()
    assert "was sent already" in html
    assert "Mine was another." in html
    with acme.door():
        assert Message.objects.filter(direction="out").count() == 1


def test_notes_with_one_key_in_two_cases_are_two_notes(
    acme: Cast, anna: Program, cases: list[int]
) -> None:
    one, other = cases
    path = f"cases/{other}/notes/"
    with acme.door():
        case = Case.objects.get(id=one)
        do_note(member=acme.anna, case=case, text="Called them.", idempotency_key=KEY)
        outcome = begun(lambda: anna.post(path, {"text": "So?"}, idempotency_key=KEY))
    assert outcome().status == 201
    with acme.door():
        assert set(Note.objects.values_list("case", flat=True)) == {one, other}
