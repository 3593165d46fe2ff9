"""Order, switches, removal and the choice of a calendar: whoever changes what running clocks count
by is told first what would become of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from routing.models import Brand, Calendar, SlaPolicy
from routing.policy import house
from tests.cast import Cast
from tests.inbox.clocks.policies import EPOCH, HOUR, NINE_TO_FIVE, policy
from tests.inbox.flow.feed import MONDAY, said, take_in
from tests.routing.pages.conftest import Desk

SURE = {"sure": "yes"}
ALL = {"kind": "priority_is", "priorities": ["low", "normal", "high", "urgent"]}


@pytest.fixture(autouse=True)
def half_an_hour_later() -> Iterator[None]:
    with time_machine.travel(MONDAY + timedelta(minutes=30), tick=False):
        yield


def asks(ada: Desk, path: str, **body: str) -> str:
    """The page that shows what would be; nothing is changed yet."""
    response = ada.sends(path, body)
    assert response.status_code == 200, response.status_code
    page = str(response.content.decode())
    assert "Nothing is changed yet" in page
    return page


def quick_and_slow(acme: Cast) -> tuple[SlaPolicy, SlaPolicy]:
    """Two policies for every case, and one case, which goes by the slow one."""
    slow = policy(acme, "Slow", ALL, first_response_seconds=5 * HOUR)
    quick = policy(acme, "Quick", ALL, first_response_seconds=15 * 60)
    take_in(acme, said("1"))
    with acme.door():
        return SlaPolicy.objects.get(id=quick), SlaPolicy.objects.get(id=slow)


def names(acme: Cast) -> list[str]:
    with acme.door():
        return [one.name for one in house().sla]


def test_what_another_order_would_do_is_said_before_it_is_so(acme: Cast, ada: Desk) -> None:
    quick, slow = quick_and_slow(acme)
    page = asks(ada, f"sla/{quick.id}/move/", where="up")
    assert "Of 1 open case, this would change" in page
    assert "Ask “Quick” earlier?" in page
    assert "due sooner, late at once" in page
    assert 'name="where" value="up"' in page
    assert names(acme) == ["Slow", "Quick", "Everybody"]
    ada.saves(f"sla/{quick.id}/move/", {"where": "up", **SURE})
    assert names(acme) == ["Quick", "Slow", "Everybody"]
    dragged = f"{slow.id},{quick.id}"
    assert f'name="order" value="{dragged}"' in asks(ada, "sla/order/", order=dragged)
    ada.saves("sla/order/", {"order": dragged, **SURE})
    assert names(acme) == ["Slow", "Quick", "Everybody"]


def test_what_a_switch_would_do_is_said_before_it_is_so(acme: Cast, ada: Desk) -> None:
    _quick, slow = quick_and_slow(acme)
    assert "Switch “Slow” off?" in asks(ada, f"sla/{slow.id}/switch/", on="no")
    assert names(acme)[0] == "Slow"
    ada.saves(f"sla/{slow.id}/switch/", {"on": "no", **SURE})
    assert names(acme)[0] == "Quick"
    assert "Switch “Slow” on?" in asks(ada, f"sla/{slow.id}/switch/", on="yes")


def test_what_a_removal_would_do_can_be_asked(acme: Cast, ada: Desk) -> None:
    quick, slow = quick_and_slow(acme)
    # No case goes by it: it is said all the same, because somebody asked.
    page = asks(ada, f"sla/{quick.id}/remove/", do="try")
    assert "Of 1 open case, no clock would be another" in page
    assert "due sooner" in asks(ada, f"sla/{slow.id}/remove/", do="try", **SURE)
    assert names(acme) == ["Slow", "Quick", "Everybody"]
    ada.saves(f"sla/{slow.id}/remove/", SURE)
    assert names(acme) == ["Quick", "Everybody"]


def test_what_changes_no_clock_is_done_at_once(acme: Cast, ada: Desk) -> None:
    quick, slow = quick_and_slow(acme)
    ada.saves(f"sla/{quick.id}/switch/", {"on": "no"})
    ada.saves(f"sla/{quick.id}/move/", {"where": "up"})
    assert names(acme) == ["Slow", "Everybody"]
    assert "Slow" in ada.saves(f"sla/{slow.id}/move/", {"where": "down"})


def test_what_other_hours_of_a_brand_would_do_is_said_before_they_count(
    acme: Cast, ada: Desk
) -> None:
    with acme.door():
        brand = Brand.objects.get()
        nights = Calendar.objects.create(name="Nights")
        nights.versions.create(valid_from=EPOCH, at=EPOCH, zone="Asia/Tokyo", week=NINE_TO_FIVE)
    take_in(acme, said("1"))
    chosen = f"calendars/brands/{brand.id}/"
    page = asks(ada, chosen, calendar=str(nights.id))
    assert f"Other working hours for {brand.name}?" in page
    assert "due later" in page
    assert "due later" in asks(ada, f"calendars/{nights.id}/default/")
    with acme.door():
        assert house().calendar_of(brand.id) != nights.id
    ada.saves(chosen, {"calendar": str(nights.id), **SURE})
    with acme.door():
        assert house().calendar_of(brand.id) == nights.id
    # The brand has chosen: which one is the default is nothing to its clocks.
    ada.saves(f"calendars/{nights.id}/default/")
