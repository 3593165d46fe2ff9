"""Customers are made one while their messages come in, and by two people at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from care.core.errors import Refused
from care.core.tenancy import organisation_door
from inbox.actions.customers import check_merge, do_merge
from inbox.flow.merging import pair_to_merge
from inbox.models import Case, Customer, CustomerMerge, Identity, ThreadSeat
from tests.cast import Cast
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None, acme: Cast) -> Cast:
    customer_writes(acme, "My router is down.", customer="kim", external_id="kim-1")
    customer_writes(acme, "Still down.", customer="kim2", external_id="kim2-1")
    return acme


def merge(cast: Cast, keep: str, gone: str) -> None:
    """Needs the organisation's door."""
    case_id = Case.objects.get(customer__display_name=keep).id
    other = Customer.objects.get(display_name=gone).id
    pair = pair_to_merge(cast.anna, case_id, other)
    check_merge(member=cast.anna, keep=pair.keep, gone=pair.gone)
    do_merge(member=cast.anna, case_id=case_id, keep=pair.keep, gone=pair.gone)


def beside(do: Callable[[], None]) -> Future[None]:
    """`do` in another thread, with a connection of its own."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    others = ThreadPoolExecutor(1)
    begun = others.submit(run)
    others.shutdown(wait=False)
    return begun


def waits_for_a_lock() -> bool:
    """Somebody stands before an advisory lock that we hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def until_it_waits(begun: Future[None]) -> None:
    while not begun.done() and not waits_for_a_lock():
        time.sleep(0.02)


def test_a_message_that_comes_in_meanwhile_finds_the_customer_who_stays(people: Cast) -> None:
    def writes() -> None:
        customer_writes(people, "And in private.", customer="kim2", conversation="kim2-private")

    with organisation_door(people.id):
        merge(people, "kim", "kim2")
        begun = beside(writes)
        until_it_waits(begun)
    assert begun.exception(30) is None
    with organisation_door(people.id):
        survivor = Customer.objects.get(display_name="kim")
        assert set(Identity.objects.values_list("customer_id", flat=True)) == {survivor.id}
        assert set(Case.objects.values_list("customer_id", flat=True)) == {survivor.id}
        assert set(ThreadSeat.objects.values_list("customer_id", flat=True)) == {survivor.id}
        assert ThreadSeat.objects.count() == 3


def test_of_two_who_make_the_same_two_one_the_second_is_told(people: Cast) -> None:
    def the_other_way_round() -> None:
        with organisation_door(people.id), transaction.atomic():
            case_id = Case.objects.get(messages__external_id="kim2-1").id
            kim = Customer.objects.get(display_name="kim").id
            pair = pair_to_merge(people.amir, case_id, kim)
            check_merge(member=people.amir, keep=pair.keep, gone=pair.gone)
            do_merge(member=people.amir, case_id=case_id, keep=pair.keep, gone=pair.gone)

    with organisation_door(people.id):
        merge(people, "kim", "kim2")
        begun = beside(the_other_way_round)
        until_it_waits(begun)
    assert isinstance(begun.exception(30), Refused)
    with organisation_door(people.id):
        assert CustomerMerge.objects.count() == 1
