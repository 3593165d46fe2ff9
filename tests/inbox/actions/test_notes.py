"""Notes and hand-overs whose form comes twice: a double click, a connection that broke."""

from __future__ import annotations

import pytest

from care.core.tenancy import organisation_door
from inbox.actions.note import check_note, do_note
from inbox.models import Event, Note, Outbox, Tagging
from tests.cast import Cast, hire
from tests.inbox.actions.work import changing, customer_writes, hand_over, take, the_case

pytestmark = pytest.mark.django_db

OVER, BACK = "second-line-support", "technical-reply"


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "@acme error 42 again, what now?")
    return cast


def write(acme: Cast, text: str, key: str = "") -> None:
    with changing(acme, acme.anna) as case:
        checked = check_note(member=acme.anna, case=case, text=text)
        do_note(member=acme.anna, case=case, text=checked, idempotency_key=key)


def notes(acme: Cast) -> list[str]:
    with organisation_door(acme.id):
        return list(Note.objects.order_by("id").values_list("text", flat=True))


def test_the_same_form_twice_is_one_note(acme: Cast) -> None:
    for _ in range(2):
        write(acme, "Called them.", "form-0001")
    assert notes(acme) == ["Called them."]
    with organisation_door(acme.id):
        assert Event.objects.filter(kind="note_added").count() == 1


def test_the_same_words_in_two_forms_are_two_notes(acme: Cast) -> None:
    for key in ("form-0001", "form-0002", "", ""):
        write(acme, "Called them.", key)
    assert notes(acme) == ["Called them."] * 4


def test_other_words_in_a_form_of_yesterday_are_not_lost(acme: Cast) -> None:
    """A browser's way back brings an old form, with its old key."""
    write(acme, "Called them.", "form-0001")
    write(acme, "They called back.", "form-0001")
    assert notes(acme) == ["Called them.", "They called back."]


def test_the_same_hand_over_twice_is_one(acme: Cast) -> None:
    for _ in range(2):
        hand_over(acme, acme.anna, OVER, note="Look?", acknowledge="We look!", key="form-0001")
    assert notes(acme) == ["Look?"]
    with organisation_door(acme.id):
        assert Outbox.objects.count() == 1
        assert Tagging.objects.filter(tag__slug=OVER).count() == 1


def test_an_answer_that_comes_twice_does_not_take_the_case_from_who_has_it(acme: Cast) -> None:
    hand_over(acme, acme.anna, OVER, note="Look?", key="form-0001")
    take(acme, acme.tess)
    hand_over(acme, acme.tess, BACK, note="Restart it.", key="form-0002")
    hand_over(acme, acme.anna, OVER, note="It came back.", key="form-0003")
    hand_over(acme, acme.tess, BACK, note="Restart it.", key="form-0002")
    assert the_case(acme).team.line.number == 2
    assert notes(acme) == ["Look?", "Restart it.", "It came back."]
