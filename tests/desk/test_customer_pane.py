"""What is done in the pane of the customer: details, the same person twice, cases around."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from inbox.models import Case, Customer, CustomerMerge, Note, Tagging
from routing.models import Brand, BrandSight, CustomField
from tests.cast import Cast, tag
from tests.desk.letters import DESK, case_now, fill, hear, letter, page, queries


def pane(client: Client, case_id: int, beside: str = "", target: str = "customer") -> str:
    headers = {"HX-Request": "true", "HX-Target": target}
    shown = page(client, f"{DESK}cases/{case_id}/{beside}", **headers)
    assert "<!DOCTYPE html>" not in shown
    return unescape(shown)


@pytest.fixture
def fields(acme: Cast) -> None:
    with acme.door():
        CustomField.objects.create(of="customer", name="Contract", slug="contract", kind="text")
        CustomField.objects.create(of="customer", name="Since", slug="since", kind="day")
        CustomField.objects.create(of="case", name="Urgent?", slug="urgent", kind="yes_no")


@pytest.mark.usefixtures("fields")
def test_details_are_written_where_they_are_shown(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    for of, slug, value in (
        ("customer", "contract", "<b>007</b>"),
        ("customer", "since", "2024-05-06"),
        ("case", "urgent", "yes"),
    ):
        assert fill(anna, case_id, "field", of=of, slug=slug, value=value).status_code == 303
    shown = page(anna, f"{DESK}cases/{case_id}/")
    assert "&lt;b&gt;007&lt;/b&gt;" in shown
    assert "6 May 2024" in shown
    assert "Anna changed Contract" in shown


@pytest.mark.usefixtures("fields")
def test_a_value_that_does_not_fit_is_shown_again_beside_what_is_wrong(
    acme: Cast, anna: Client
) -> None:
    case_id = hear(acme, letter("kim"))
    answer = fill(anna, case_id, "field", of="customer", slug="since", value="yesterday")
    assert answer.status_code == 422
    shown = unescape(answer.content.decode())
    assert "“Since” is a day" in shown
    assert 'value="yesterday"' in shown
    with acme.door():
        assert Customer.objects.get().fields is None


@pytest.mark.usefixtures("fields")
def test_details_cost_the_page_no_query(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    page(anna, f"{DESK}cases/{case_id}/")
    with_fields = queries(anna, f"{DESK}cases/{case_id}/")
    with acme.door():
        CustomField.objects.all().delete()
    assert queries(anna, f"{DESK}cases/{case_id}/") == with_fields <= 12


def test_who_is_called_alike_is_proposed_compared_made_one_and_parted(
    acme: Cast, anna: Client
) -> None:
    other = case_now(acme, hear(acme, letter("kimberley", "My phone is dead.")))
    case_id = hear(acme, letter("kim"))
    proposed = pane(anna, case_id, "same-person/")
    assert "@kimberley" in proposed
    compared = pane(anna, case_id, f"same-person/?with={other.customer_id}")
    assert "My phone is dead." in compared
    fill(anna, case_id, "same-person", customer=other.customer_id)
    shown = pane(anna, case_id)
    assert "@kimberley" in shown
    assert "1 other case" in shown
    assert "With what was Kimberley" in shown
    # The case goes on with the account that wrote in it.
    assert shown.index("@kim<") < shown.index("@kimberley<")
    with acme.door():
        merge_id = CustomerMerge.objects.get().id
    fill(anna, case_id, "part", merge=merge_id)
    shown = pane(anna, case_id)
    assert "@kimberley" not in shown
    assert "This is the first time they write." in shown


def test_without_a_script_the_same_is_a_page(acme: Cast, anna: Client) -> None:
    hear(acme, letter("kimberley"))
    case_id = hear(acme, letter("kim"))
    shown = page(anna, f"{DESK}cases/{case_id}/same-person/?who=kimb&in=views/open")
    assert "<!DOCTYPE html>" in shown
    assert "@kimberley" in shown
    # The list that stood beside the case is kept by the forms that ask.
    assert '<input type="hidden" name="in" value="views/open">' in shown


def test_whom_a_member_may_not_see_is_neither_found_nor_merged(acme: Cast, anna: Client) -> None:
    hidden = case_now(acme, hear(acme, letter("kimberley", "Secret words.")))
    case_id = hear(acme, letter("kim"))
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        Case.objects.filter(id=hidden.id).update(brand=other)
        BrandSight.objects.create(member=acme.anna, brand=Brand.objects.get(slug="acme"))
    for asked in ("?who=kimberley", f"?with={hidden.customer_id}"):
        shown = pane(anna, case_id, f"same-person/{asked}")
        assert "@kimberley" not in shown
        assert "Secret words." not in shown
    answer = fill(anna, case_id, "same-person", customer=hidden.customer_id)
    assert answer.status_code == 422
    assert "not there any more" in answer.content.decode()


def test_the_other_cases_are_told_with_when_they_were_done_and_by_whom(
    acme: Cast, anna: Client
) -> None:
    first = hear(acme, letter("kim", "My phone is dead.", minutes_ago=60 * 24 * 40))
    with acme.door():
        settled = timezone.now() - timedelta(days=39)
        Case.objects.filter(id=first).update(
            state="resolved", resolved_at=settled, settled_at=settled, owner=acme.amir
        )
    case_id = hear(acme, letter("kim", "And now the router."))
    assert case_id != first
    shown = pane(anna, case_id)
    assert "by Amir" in shown
    assert settled.isoformat()[:10] in shown


def test_more_cases_than_are_shown_are_found_by_the_search(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    with acme.door():
        case, now = Case.objects.get(), timezone.now()
        for number in range(7):
            Case.objects.create(
                brand_id=case.brand_id,
                channel_id=case.channel_id,
                customer_id=case.customer_id,
                team_id=case.team_id,
                opened_at=now - timedelta(days=number),
                last_message_at=now,
            )
    shown = pane(anna, case_id)
    assert "7 other cases" in shown
    assert "views/search/?q=from%3A%40kim" in shown


def test_others_under_the_same_post_are_counted_and_listed(acme: Cast, anna: Client) -> None:
    case_id = hear(
        acme,
        letter("acme", "We are faster now!", own=True, external_id="the-post"),
        letter("lou", "Not here.", answers="the-post"),
        letter("max", "Nor here.", answers="the-post"),
        letter("kim", "Never here.", answers="the-post"),
        letter("zoe", "Something else."),
    )
    with acme.door():
        case_id = Case.objects.get(customer__display_name="Kim").id
    shown = pane(anna, case_id, "around/", target="around")
    assert "2 other customers' cases under the same post" in shown
    assert "Not here." in shown
    assert "Something else." not in shown
    assert "We are faster now!" in page(anna, f"{DESK}cases/{case_id}/")


def test_the_post_far_above_is_shown_past_what_others_said(acme: Cast, anna: Client) -> None:
    hear(
        acme,
        letter("acme", "We are faster now!", own=True, external_id="the-post"),
        letter("lou", "Not here.", answers="the-post", external_id="lou-says"),
        letter("kim", "Nor here.", answers="lou-says"),
    )
    with acme.door():
        case_id = Case.objects.get(customer__display_name="Kim").id
    shown = page(anna, f"{DESK}cases/{case_id}/")
    assert "We are faster now!" in shown[shown.index('id="timeline"') :]


def test_cases_like_this_one_come_with_what_the_second_line_found(acme: Cast, anna: Client) -> None:
    before = hear(acme, letter("lou", "My fritzbox reboots every hour."))
    hear(acme, letter("max", "Where is my invoice?"))
    now = timezone.now()
    with acme.door():
        Case.objects.update(state="resolved", resolved_at=now, settled_at=now)
        for case_id, slug in ((before, "praise"), (before, "second-line-support")):
            Tagging.objects.create(case_id=case_id, tag=tag(slug), member=acme.anna, at=now)
        Note.objects.create(
            case_id=before,
            member=acme.tess,
            purpose="return",
            text="Firmware 7.2 is broken.\nRoll it back.",
            at=now,
        )
    by_words = hear(acme, letter("kim", "The fritzbox reboots again and again!"))
    shown = pane(anna, by_words, "around/", target="around")
    assert "My fritzbox reboots every hour." in shown
    assert "Firmware 7.2 is broken." in shown
    assert "Roll it back." not in shown
    assert "invoice" not in shown
    by_tag = hear(acme, letter("ina", "Hm?"))
    with acme.door():
        Tagging.objects.create(case_id=by_tag, tag=tag("praise"), member=acme.anna, at=now)
    assert "My fritzbox" in pane(anna, by_tag, "around/", target="around")
    # Where a case was handed over to says nothing of what it is about.
    by_route = hear(acme, letter("jo", "Ah?"))
    with acme.door():
        Tagging.objects.create(
            case_id=by_route, tag=tag("second-line-support"), member=acme.anna, at=now
        )
    assert "No resolved case is like this one." in pane(anna, by_route, "around/", "around")


def test_a_friction_is_marked_and_unmarked_by_one_key(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    assert 'large friction"' not in page(anna, f"{DESK}cases/{case_id}/")
    fill(anna, case_id, "friction", marked="1")
    shown = page(anna, f"{DESK}cases/{case_id}/")
    assert 'large friction"' in shown
    assert 'data-command="friction"' in shown
    assert "Anna marked a friction" in shown
    fill(anna, case_id, "friction", marked="")
    assert 'large friction"' not in page(anna, f"{DESK}cases/{case_id}/")
