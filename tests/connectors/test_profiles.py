"""What networks tell about customers, asked for last and rarely."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from connectors import polling
from inbox.models import Case, Customer, Identity, Stream
from tests.connectors.counting import Counter, counted
from tests.connectors.desk import Desk, make_everything_due
from tests.connectors.network import Network

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("this_machine_is_trusted"),
]


@pytest.fixture
def desk() -> Desk:
    return Desk("acme")


@pytest.fixture
def counter(network: Network, desk: Desk) -> Iterator[Counter]:
    with counted(network) as counter:
        desk.connect(network, "Acme", url=counter.url)
        yield counter


def poll(desk: Desk) -> None:
    make_everything_due(desk)
    polling.poll_due()


def a_minute_later(desk: Desk) -> None:
    with desk.open():
        Stream.objects.update(polled_at=timezone.now() - timedelta(minutes=2))


def identity(desk: Desk, handle: str) -> Identity:
    with desk.open():
        return Identity.objects.get(handle=handle)


def test_a_new_customer_is_looked_up_once(network: Network, desk: Desk, counter: Counter) -> None:
    network.customer_posts("ann", "@acme help")
    for _ in range(3):
        poll(desk)
        a_minute_later(desk)
    assert counter.asked("/1/profiles") == 1
    found = identity(desk, "ann")
    assert found.profile is not None
    assert found.profile["followers"] >= 0
    assert found.profile_at is not None


def test_several_are_asked_for_in_one_call(network: Network, desk: Desk, counter: Counter) -> None:
    for number in range(30):
        network.customer_posts(f"c{number}", "@acme help")
    poll(desk)
    assert counter.asked("/1/profiles") == 1
    with desk.open():
        assert not Identity.objects.filter(profile__isnull=True).exists()


def test_after_a_week_they_are_asked_for_again_and_names_change(
    network: Network, desk: Desk, counter: Counter
) -> None:
    network.customer_posts("ann", "@acme help")
    poll(desk)
    network.said(
        "POST",
        "/sim/posts",
        json={"author": "ann", "name": "Ann of Millbrook", "text": "unrelated"},
    )
    with desk.open(), connection.cursor() as cursor:
        cursor.execute("UPDATE inbox_identity SET profile_at = now() - interval '8 days'")
    a_minute_later(desk)
    poll(desk)
    assert counter.asked("/1/profiles") == 2
    assert identity(desk, "ann").display_name == "Ann of Millbrook"
    with desk.open():
        assert Customer.objects.get().display_name == "Ann of Millbrook"


def test_a_name_that_people_gave_stays(network: Network, desk: Desk, counter: Counter) -> None:
    network.customer_posts("ann", "@acme help")
    poll(desk)
    network.said("POST", "/sim/posts", json={"author": "ann", "name": "Ann", "text": "unrelated"})
    with desk.open():
        Customer.objects.update(display_name="Mrs Miller")
        Identity.objects.update(profile_at=None)
    a_minute_later(desk)
    poll(desk)
    assert identity(desk, "ann").display_name == "Ann"
    with desk.open():
        assert Customer.objects.get().display_name == "Mrs Miller"


def test_customers_whose_cases_are_settled_are_left_alone(
    network: Network, desk: Desk, counter: Counter
) -> None:
    network.limits(profiles=(1, 600))
    network.customer_posts("ann", "@acme help")
    poll(desk)
    with desk.open():
        Case.objects.update(state="resolved")
        Identity.objects.update(profile_at=None)
    a_minute_later(desk)
    poll(desk)
    assert counter.asked("/1/profiles") == 1


def test_half_of_what_the_network_allows_is_left_and_the_stream_is_fine(
    network: Network, desk: Desk, counter: Counter
) -> None:
    network.limits(profiles=(4, 600))
    for number in range(5):
        network.customer_posts(f"c{number}", "@acme help")
        poll(desk)
    assert counter.asked("/1/profiles") == 2
    with desk.open():
        assert Identity.objects.filter(profile__isnull=True).count() == 3
        assert not Stream.objects.filter(failures__gt=0).exists()


def test_a_network_that_fails_to_tell_fails_nothing_else(
    network: Network, desk: Desk, counter: Counter
) -> None:
    network.faults({"on": "GET /1/profiles", "fault": "failed_before", "times": 2})
    network.customer_posts("ann", "@acme help")
    poll(desk)
    with desk.open():
        assert not Stream.objects.filter(failures__gt=0).exists()
    assert identity(desk, "ann").profile is None
    a_minute_later(desk)
    poll(desk)
    assert identity(desk, "ann").profile is not None
