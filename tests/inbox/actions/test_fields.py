"""Values of the organisation's own fields, and the mark of a friction."""

from __future__ import annotations

import pytest
from django.utils import timezone

from care.core.errors import Refused
from inbox.actions.fields import check_field, do_field
from inbox.actions.friction import do_friction
from inbox.models import Case, Customer, Event
from routing.models import CustomField
from tests.cast import Cast, hire
from tests.inbox.actions.work import changing, customer_writes, the_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "My router is down.")
    with cast.door():
        CustomField.objects.create(of="customer", name="Contract", slug="contract", kind="text")
        CustomField.objects.create(
            of="case", name="Device", slug="device", kind="choice", choices=["Router", "Phone"]
        )
    return cast


def write(cast: Cast, of: str, slug: str, value: str) -> None:
    with changing(cast, cast.anna) as case:
        wanted = check_field(member=cast.anna, case=case, of=of, slug=slug, value=value)
        do_field(member=cast.anna, case=case, wanted=wanted)


def test_what_is_known_of_a_customer_stands_with_the_customer(acme: Cast) -> None:
    write(acme, "customer", "contract", " 007-12 ")
    write(acme, "case", "device", "Router")
    with acme.door():
        assert Customer.objects.get().fields == {"contract": "007-12"}
        assert Case.objects.get().fields == {"device": "Router"}


def test_the_event_names_the_field_and_keeps_its_value_to_itself(acme: Cast) -> None:
    write(acme, "customer", "contract", "007-12")
    with acme.door():
        event = Event.objects.get(kind="field_changed")
        assert event.member == acme.anna
        assert (event.data["of"], event.data["slug"]) == ("customer", "contract")
        assert "007-12" not in str(event.data)


def test_an_emptied_field_is_not_known_any_more(acme: Cast) -> None:
    write(acme, "case", "device", "Phone")
    write(acme, "case", "device", "")
    with acme.door():
        assert Case.objects.get().fields == {}


def test_the_same_value_again_is_no_change(acme: Cast) -> None:
    write(acme, "case", "device", "Phone")
    write(acme, "case", "device", "Phone")
    write(acme, "customer", "contract", "")
    with acme.door():
        assert Event.objects.filter(kind="field_changed").count() == 1


def test_what_is_no_value_of_the_field_is_refused(acme: Cast) -> None:
    with pytest.raises(Refused, match="Router, Phone"):
        write(acme, "case", "device", "Toaster")
    for of, slug in (("case", "contract"), ("nothing", "device"), ("case", "")):
        with pytest.raises(Refused, match="no more"):
            write(acme, of, slug, "Router")


def test_a_retired_field_is_written_no_more(acme: Cast) -> None:
    with acme.door():
        CustomField.objects.filter(slug="device").update(retired_at=timezone.now())
    with pytest.raises(Refused, match="no more"):
        write(acme, "case", "device", "Router")


def mark(cast: Cast, *, marked: bool) -> None:
    with changing(cast, cast.anna) as case:
        do_friction(member=cast.anna, case=case, marked=marked)


def test_a_friction_is_marked_once_and_the_mark_can_be_taken_off(acme: Cast) -> None:
    mark(acme, marked=True)
    first = the_case(acme).friction_at
    assert first is not None
    mark(acme, marked=True)
    assert the_case(acme).friction_at == first
    mark(acme, marked=False)
    assert the_case(acme).friction_at is None
    with acme.door():
        told = Event.objects.filter(kind="friction_marked").order_by("id")
        assert [event.data["on"] for event in told] == [True, False]
