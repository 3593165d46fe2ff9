"""Set-based writes keep what they are given, whatever it is made of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox import events
from inbox.events import Fact, Kind
from inbox.models import Case, Event, Message
from tests.cast import Cast, hire
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db

ODD = 'quote " backslash \\ new\nline tab\t שלום 👩‍👩‍👧 \u2028 {"a": 1} null \\u0000'


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


def test_text_of_any_kind_comes_back_as_it_went_in(acme: Cast) -> None:
    at = datetime(2025, 3, 30, 1, 59, 59, 123456, tzinfo=UTC)
    customer_writes(acme, ODD, at=at)
    with acme.door():
        message = Message.objects.get()
        assert message.text == ODD
        assert message.sent_at == at


def test_the_data_of_an_event_is_an_object_and_can_be_asked(acme: Cast) -> None:
    customer_writes(acme, "hello")
    with acme.door():
        case = Case.objects.get()
        data = {"a": 1, "b": None, "c": "x"}
        events.record([Fact(case.id, Kind.NOTE_ADDED, datetime.now(UTC), data=data)])
        assert Event.objects.get(data__a=1).data == data
