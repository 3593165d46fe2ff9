"""What programs know of customers: they fill in fields, make two of them one, and part them."""

from __future__ import annotations

import pytest

from inbox.models import Customer
from routing.models import Brand, BrandSight, CustomField
from tests.api.programs import Program
from tests.api.test_verbs import heard
from tests.cast import Cast


@pytest.fixture
def cases(acme: Cast, anna: Program) -> list[int]:
    return heard(anna, acme, 2)


def customer_of(anna: Program, case_id: int) -> str:
    return f"customers/{anna.get(f'cases/{case_id}/').body['customer']['id']}/"


def test_fields_are_read_and_filled_in(acme: Cast, anna: Program, cases: list[int]) -> None:
    with acme.door():
        plan = CustomField.objects.create(
            of="customer", name="Plan", slug="plan", kind="choice", choices=["Gold", "Silver"]
        )
        CustomField.objects.create(of="case", name="Escalated", slug="esc", kind="yes_no")
    [known, _esc] = anna.get("fields/").body["results"]
    assert (known["slug"], known["choices"]) == (plan.slug, ["Gold", "Silver"])
    fields, customer = f"cases/{cases[0]}/fields/", customer_of(anna, cases[0])
    assert anna.get(customer).body["fields"] is None
    filled = {"of": "customer", "slug": "plan", "value": "Gold"}
    assert anna.post(fields, filled).status == 200
    assert anna.get(customer).body["fields"] == {"plan": "Gold"}
    case = anna.post(fields, {"of": "case", "slug": "esc", "value": True}).body
    assert case["fields"] == {"esc": True}
    refused = anna.post(fields, filled | {"value": "Lead"})
    assert (refused.status, "one of Gold, Silver" in refused.body["detail"]) == (422, True)
    assert anna.post(fields, filled | {"slug": "colour"}).status == 422
    assert anna.post(fields, filled | {"value": 7}).status == 400
    anna.post(fields, filled | {"value": ""})
    assert anna.get(customer).body["fields"] == {}


def test_two_customers_become_one_and_are_parted_again(
    acme: Cast, anna: Program, cases: list[int]
) -> None:
    keep, gone = (customer_of(anna, case_id) for case_id in cases)
    gone_id = anna.get(gone).body["id"]
    merged = anna.post(f"{keep}merge/", {"customer": gone_id}).body
    assert {one["handle"] for one in merged["identities"]} == {"kim0", "kim1"}
    [merge] = merged["merges"]
    assert merge["member"]["name"] == "Anna"
    assert anna.get(gone).status == 404
    assert customer_of(anna, cases[1]) == keep
    assert anna.post(f"{keep}merge/", {"customer": gone_id}).status == 404
    parted = anna.post(f"{keep}part/", {"merge": merge["id"]}).body
    assert parted["merges"] == []
    assert customer_of(anna, cases[1]) == gone
    assert anna.post(f"{keep}part/", {"merge": merge["id"]}).status == 422


def test_who_is_out_of_sight_goes_into_nobody(acme: Cast, anna: Program, cases: list[int]) -> None:
    keep, hidden = (customer_of(anna, case_id) for case_id in cases)
    hidden_id = anna.get(hidden).body["id"]
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        Customer.objects.get(id=hidden_id).cases.update(brand=other)
        BrandSight.objects.create(member=acme.anna, brand=Brand.objects.exclude(id=other.id).get())
    assert anna.post(f"{keep}merge/", {"customer": hidden_id}).status == 404
    assert anna.post(f"{hidden}merge/", {"customer": hidden_id}).status == 404
    with acme.door():
        assert Customer.objects.filter(merged_into__isnull=False).count() == 0


def test_a_friction_is_marked_once_and_taken_off(anna: Program, cases: list[int]) -> None:
    case = f"cases/{cases[0]}/"
    for _ in range(2):
        assert anna.post(f"{case}friction/", {"marked": True}).body["friction_at"] is not None
    assert anna.post(f"{case}friction/", {"marked": False}).body["friction_at"] is None
    events = [event["kind"] for event in anna.get(f"{case}events/").body["results"]]
    assert events.count("friction_marked") == 2
