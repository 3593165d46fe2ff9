"""Two customers are made one by hand, and parted again."""

from __future__ import annotations

import pytest

from care.core.errors import Refused
from care.core.models import AuditEntry
from inbox.actions.customers import check_merge, check_part, do_merge, do_part
from inbox.flow.merging import merge_to_part, pair_to_merge
from inbox.models import Case, Customer, CustomerMerge, Event, Identity, ThreadSeat
from routing.models import Brand, BrandSight
from tests.cast import Cast, hire
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "My router is down.", customer="kim", external_id="kim-1")
    customer_writes(cast, "Router still down.", customer="kim2", external_id="kim2-1")
    return cast


def case_of(cast: Cast, handle: str) -> Case:
    """The newest case in which this account wrote."""
    with cast.door():
        said = Identity.objects.get(handle=handle)
        return (
            Case.objects.filter(messages__identity=said, merged_into=None)
            .select_related("customer")
            .latest("id")
        )


def merge(cast: Cast, keep: str, gone: str) -> CustomerMerge:
    here, other = case_of(cast, keep), case_of(cast, gone)
    with cast.door():
        pair = pair_to_merge(cast.anna, here.id, other.customer_id)
        check_merge(member=cast.anna, keep=pair.keep, gone=pair.gone)
        return do_merge(member=cast.anna, case_id=here.id, keep=pair.keep, gone=pair.gone)


def part(cast: Cast, of: str, merged: CustomerMerge) -> None:
    case = case_of(cast, of)
    with cast.door():
        found = merge_to_part(cast.anna, case.id, merged.id)
        check_part(member=cast.anna, merge=found)
        do_part(member=cast.anna, case_id=case.id, merge=found)


def owners(cast: Cast) -> dict[str, str]:
    """Whose each account is, by the name of the customer."""
    with cast.door():
        rows = Identity.objects.values_list("handle", "customer__display_name")
        return dict(rows.order_by("handle"))


def seats_that_lie(cast: Cast) -> int:
    """Seats of a customer in somebody else's case."""
    with cast.door():
        seats = ThreadSeat.objects.select_related("case")
        return sum(seat.customer_id != seat.case.customer_id for seat in seats)


def test_accounts_and_cases_become_those_of_the_one_who_stays(acme: Cast) -> None:
    merged = merge(acme, "kim", "kim2")
    assert owners(acme) == {"kim": "kim", "kim2": "kim"}
    kim, kim2 = case_of(acme, "kim"), case_of(acme, "kim2")
    assert kim.customer_id == kim2.customer_id == merged.survivor_id
    assert seats_that_lie(acme) == 0
    with acme.door():
        told = Event.objects.filter(kind="customers_merged")
        assert {event.case_id for event in told} == {kim.id, kim2.id}
        assert {event.member_id for event in told} == {acme.anna.id}
        audited = AuditEntry.objects.get(verb="customer.merge")
        assert audited.data["gone"] == merged.gone_id


def test_parting_brings_everything_back_where_it_was(acme: Cast) -> None:
    before = owners(acme), case_of(acme, "kim2").customer_id
    merged = merge(acme, "kim", "kim2")
    part(acme, "kim", merged)
    assert (owners(acme), case_of(acme, "kim2").customer_id) == before
    assert seats_that_lie(acme) == 0
    with acme.door():
        assert Customer.objects.filter(merged_into__isnull=False).count() == 0
        assert Event.objects.filter(kind="customers_parted").count() == 2


def test_what_an_account_wrote_meanwhile_goes_with_it(acme: Cast) -> None:
    merged = merge(acme, "kim", "kim2")
    customer_writes(acme, "And in private.", customer="kim2", conversation="kim2-private")
    customer_writes(acme, "Mine too.", customer="kim", conversation="kim-private")
    part(acme, "kim", merged)
    assert case_of(acme, "kim2").customer_id == merged.gone_id
    assert case_of(acme, "kim").customer_id == merged.survivor_id
    assert seats_that_lie(acme) == 0


def test_a_case_in_which_both_wrote_stays_with_the_one_who_stays(acme: Cast) -> None:
    merged = merge(acme, "kim", "kim2")
    # One customer answering in one thread: one case.
    customer_writes(acme, "It is me again.", customer="kim2", answers="kim-1")
    both = case_of(acme, "kim2")
    with acme.door():
        assert both.messages.filter(direction="in", identity__handle="kim").exists()
    part(acme, "kim", merged)
    assert case_of(acme, "kim2").customer_id == merged.survivor_id
    assert owners(acme)["kim2"] == "kim2"
    assert seats_that_lie(acme) == 0


def test_two_who_sat_in_one_thread_each_find_their_own_case_again(acme: Cast) -> None:
    customer_writes(acme, "Me too!", customer="kim2", answers="kim-1", external_id="me-too")
    merged = merge(acme, "kim", "kim2")
    part(acme, "kim", merged)
    assert seats_that_lie(acme) == 0
    hers, his = case_of(acme, "kim"), case_of(acme, "kim2")
    assert hers.customer_id != his.customer_id
    customer_writes(acme, "And now?", customer="kim", answers="kim-1")
    customer_writes(acme, "Now?", customer="kim2", answers="me-too")
    assert (case_of(acme, "kim").id, case_of(acme, "kim2").id) == (hers.id, his.id)


def test_a_message_after_the_merge_goes_on_in_the_case_of_its_thread(acme: Cast) -> None:
    case = case_of(acme, "kim2")
    merge(acme, "kim", "kim2")
    customer_writes(acme, "Any news?", customer="kim2", answers="kim2-1")
    assert case_of(acme, "kim2").id == case.id


def test_details_known_of_one_only_are_taken_over_and_given_back(acme: Cast) -> None:
    with acme.door():
        Customer.objects.filter(display_name="kim").update(fields={"plan": "basic"})
        told = {"plan": "gold", "number": "007"}
        Customer.objects.filter(display_name="kim2").update(fields=told)
    merged = merge(acme, "kim", "kim2")
    assert case_of(acme, "kim").customer.fields == {"plan": "basic", "number": "007"}
    part(acme, "kim", merged)
    assert case_of(acme, "kim").customer.fields == {"plan": "basic"}
    assert case_of(acme, "kim2").customer.fields == told


def test_who_is_one_with_another_already_is_not_merged_again(acme: Cast) -> None:
    customer_writes(acme, "Hello.", customer="lou")
    kim, kim2, lou = (case_of(acme, name) for name in ("kim", "kim2", "lou"))
    merge(acme, "kim", "kim2")
    with acme.door():
        # The page of the other agent still shows both.
        keep, gone = Customer.objects.get(id=lou.customer_id), kim2.customer
        gone.refresh_from_db()
        with pytest.raises(Refused, match="meanwhile"):
            check_merge(member=acme.amir, keep=keep, gone=gone)
        survivor = Customer.objects.get(id=kim.customer_id)
        with pytest.raises(Refused, match="just made"):
            check_merge(member=acme.amir, keep=survivor, gone=gone)
        with pytest.raises(Refused, match="same customer"):
            check_merge(member=acme.amir, keep=survivor, gone=survivor)
        # Nobody is found under the number that is gone.
        with pytest.raises(Refused, match="not there"):
            pair_to_merge(acme.amir, lou.id, gone.id)


def test_merges_are_parted_from_the_last_one_on(acme: Cast) -> None:
    customer_writes(acme, "Hello.", customer="lou")
    first = merge(acme, "kim", "kim2")
    second = merge(acme, "lou", "kim")
    with acme.door():
        stale = CustomerMerge.objects.get(id=first.id)
        with pytest.raises(Refused, match="first"):
            check_part(member=acme.anna, merge=stale)
    part(acme, "lou", second)
    part(acme, "kim", first)
    assert owners(acme) == {"kim": "kim", "kim2": "kim2", "lou": "lou"}
    with acme.door(), pytest.raises(Refused, match="already"):
        check_part(member=acme.anna, merge=CustomerMerge.objects.get(id=first.id))


def test_who_has_no_case_in_sight_is_not_there(acme: Cast) -> None:
    other = case_of(acme, "kim2")
    with acme.door():
        hidden = Brand.objects.create(name="Hidden", slug="hidden")
        Case.objects.filter(id=other.id).update(brand=hidden)
        BrandSight.objects.create(member=acme.anna, brand=Brand.objects.exclude(id=hidden.id).get())
        with pytest.raises(Refused, match="not there"):
            pair_to_merge(acme.anna, case_of(acme, "kim").id, other.customer_id)
