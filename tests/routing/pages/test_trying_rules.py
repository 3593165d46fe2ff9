"""A rule is tried on what came in, before it counts: only on what its author may see."""

from __future__ import annotations

import re

from django.db.models import F

from inbox.models import Case, Channel, Tagging
from routing.models import Brand, BrandSight, Engagement, Rule
from tests.cast import Cast, open_channel_of, tag
from tests.inbox.actions.work import customer_writes
from tests.routing.pages.conftest import SETTINGS, Desk, client_of


def draft(cast: Cast, **changes: str) -> dict[str, str]:
    with cast.door():
        billing = tag("billing").id
    filled = {
        "name": "Parcels",
        "enabled": "yes",
        "c0-kind": "words",
        "c0": "parcel*",
        "a0-kind": "add_tag",
        "a0": str(billing),
        "do": "try",
    }
    return filled | changes


def tries(ada: Desk, body: dict[str, str], path: str = "rules/new/") -> str:
    response = ada.sends(path, body)
    assert response.status_code == 200
    return str(response.content.decode())


def figures(page: str) -> dict[str, int]:
    found = re.findall(r'<dt>([^<]+)</dt><dd class="num">(\d+)</dd>', page)
    return {name: int(number) for name, number in found}


def test_a_new_rule_is_tried_and_nothing_is_written(acme: Cast, ada: Desk) -> None:
    customer_writes(acme, "Where is my parcel?", customer="kim")
    customer_writes(acme, "Two PARCELS are late", customer="lou")
    customer_writes(acme, "My router hums", customer="max")
    page = tries(ada, draft(acme))
    assert "Of the last 3 messages that you may see it would have matched 2." in page
    assert figures(page)["newly matched"] == 2
    assert figures(page)["cases that would be another"] == 2
    assert "Where is my parcel?" in page
    assert "My router hums" not in page
    assert "All rules together: tag “Billing”." in page
    with acme.door():
        assert not Tagging.objects.exists()
        assert not Rule.objects.filter(name="Parcels").exists()


def test_a_changed_rule_is_held_against_what_it_says_now(acme: Cast, ada: Desk) -> None:
    for text in ("my bill", "my invoice", "a voucher"):
        customer_writes(acme, text, customer=text)
    with acme.door():
        rule = Rule.objects.get(name="Bills and money back")
    page = tries(ada, draft(acme, c0="invoice\nvoucher", seen="1"), f"rules/{rule.id}/")
    assert figures(page) == {
        "as it stands now": 2,
        "newly matched": 1,
        "no longer matched": 1,
        "kept away by a rule before it": 0,
        "cases that would be another": 2,
    }


def test_a_rule_before_it_that_stops_keeps_it_away_and_is_named(acme: Cast, ada: Desk) -> None:
    customer_writes(acme, "my parcel is on fire")
    with acme.door():
        Rule.objects.filter(name="Danger and legal steps come first").update(stop=True)
        Engagement.objects.update(version=F("version") + 1)
    page = tries(ada, draft(acme))
    assert figures(page)["kept away by a rule before it"] == 1
    assert "“Danger and legal steps come first” matches first, and stops." in page


def test_what_ran_before_it_is_named_and_tags_of_before_count(acme: Cast, ada: Desk) -> None:
    customer_writes(acme, "no signal", customer="kim")
    customer_writes(acme, "and my parcel?", customer="kim")
    with acme.door():
        outage = str(tag("outage").id)
        assert Case.objects.count() == 1
    body = draft(acme) | {"c1-kind": "has_tag", "c1": outage}
    assert figures(tries(ada, body))["newly matched"] == 1
    body = draft(acme, c0="signal") | {"c1-kind": "has_tag", "c1": outage}
    page = tries(ada, body)
    assert figures(page)["newly matched"] == 1
    assert "Before it acts: Outages." in page


def test_thanks_that_no_rule_judges_are_left_out(acme: Cast, ada: Desk) -> None:
    customer_writes(acme, "parcel?", customer="kim")
    with acme.door():
        Case.objects.update(state="resolved", resolved_at=Case.objects.get().opened_at)
    customer_writes(acme, "thank you!", customer="kim")
    assert "Of the last message that you may see" in tries(ada, draft(acme))


def test_samples_come_only_from_brands_that_the_admin_may_see(acme: Cast, ada: Desk) -> None:
    customer_writes(acme, "my parcel, here")
    with acme.door():
        hidden = Brand.objects.create(name="Hidden", slug="hidden")
        BrandSight.objects.create(member=acme.admin, brand=Brand.objects.earliest("id"))
        channel_id = open_channel_of("elsewhere")
        Channel.objects.filter(id=channel_id).update(brand=hidden)
    elsewhere = Cast(
        acme.organisation, acme.admin, acme.leader, acme.anna, acme.amir, acme.tess, channel_id
    )
    customer_writes(elsewhere, "my secret parcel", customer="lou")
    page = tries(ada, draft(acme))
    assert "my parcel, here" in page
    assert "secret" not in page
    assert figures(page)["newly matched"] == 1
    assert "Acts on 0 of the last message." in ada.reads("rules/")


def test_a_draft_that_cannot_be_read_is_not_tried(acme: Cast, ada: Desk) -> None:
    response = ada.sends("rules/new/", draft(acme, c0=""))
    assert response.status_code == 422
    assert "there is nothing to try yet" in response.content.decode()


def test_an_earlier_version_shows_what_restoring_it_would_change(acme: Cast, ada: Desk) -> None:
    customer_writes(acme, "my parcel")
    ada.saves("rules/new/", draft(acme, do="save"))
    with acme.door():
        rule = Rule.objects.get(name="Parcels")
    ada.saves(f"rules/{rule.id}/", draft(acme, do="save", c0="crate", seen="1"))
    page = ada.reads(f"rules/{rule.id}/versions/1/")
    assert figures(page)["newly matched"] == 1
    assert "This is what judges now." in ada.reads(f"rules/{rule.id}/versions/2/")


def test_nobody_else_may_try_a_rule(acme: Cast) -> None:
    for member in (acme.leader, acme.anna):
        answer = client_of(member).post(f"{SETTINGS}rules/new/", draft(acme))
        assert answer.status_code == 404
