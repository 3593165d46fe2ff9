"""Saved views: columns, conditions on language and on fields of one's own, and what is retired."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from care.core.models import Organisation
from inbox.models import Case, Customer, SavedView
from routing.models import CustomField, Tag
from tests.cast import Cast, hire, tag
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db
DESK = "/acme/desk/"


@pytest.fixture
def acme() -> Cast:
    cast = hire("acme")
    customer_writes(cast, "Mein Router geht nicht und ich warte schon lange", customer="carol")
    customer_writes(cast, "The router is down and I have been waiting", customer="dora")
    customer_writes(cast, "👍", customer="erin")
    with cast.door():
        for of, name, kind, choices in (
            ("customer", "Plan", "choice", ["Gold", "Silver"]),
            ("customer", "VIP", "yes_no", []),
            ("case", "Order", "text", []),
            ("case", "Value", "number", []),
            ("case", "Due day", "day", []),
        ):
            slug = name.lower().replace(" ", "-")
            CustomField.objects.create(of=of, name=name, slug=slug, kind=kind, choices=choices)
        carol = Customer.objects.get(display_name="carol")
        carol.fields = {"plan": "Gold", "vip": True}
        carol.save()
        Case.objects.filter(customer=carol).update(fields={"value": "12.50", "order": "AB-7"})
        dora = Case.objects.get(customer__display_name="dora")
        dora.fields = {"value": "7", "due-day": "2026-03-01", "order": "no number"}
        dora.save()
    return cast


def make(client: Client, **form: object) -> str:
    made = client.post(f"{DESK}saved/new/", {"name": "Mine", "sort": "oldest", **form})
    assert made.status_code == 303, made.content.decode()
    body = client.get(made["Location"])
    assert body.status_code == 200
    return body.content.decode()


def listed(body: str) -> list[str]:
    rows = body.partition('id="rows-all"')[2]
    return [name for name in ("carol", "dora", "erin") if f">{name}</bdi>" in rows]


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"0-language": "de"}, ["carol"]),
        ({"0-language": ["en", "unknown"]}, ["dora", "erin"]),
        ({"0-customer.plan": "Gold"}, ["carol"]),
        ({"0-customer.plan": ["Silver", "none"]}, ["dora", "erin"]),
        ({"0-customer.vip": "yes"}, ["carol"]),
        ({"0-case.order~": "ab-"}, ["carol"]),
        ({"0-case.value>": "8"}, ["carol"]),
        ({"0-case.value<": "12.5"}, ["carol", "dora"]),
        ({"0-case.due-day>": "2026-02-28"}, ["dora"]),
        ({"0-case.value>": "many"}, []),
        ({"0-case.order>": "8", "1-customer.vip": "yes"}, ["carol"]),
    ],
)
def test_conditions_on_language_and_own_fields(
    acme: Cast, anna: Client, conditions: dict[str, object], fits: list[str]
) -> None:
    assert listed(make(anna, **conditions)) == fits


def test_the_columns_that_were_chosen_in_their_order(acme: Cast, anna: Client) -> None:
    columns = ["language", "customer.plan", "case.value", "brand", "nonsense", "brand", "opened"]
    body = make(anna, **{"0-state": "open", "column": columns})
    with acme.door():
        view = SavedView.objects.get()
        assert view.columns == [
            *("customer", "language", "customer.plan", "case.value", "brand", "opened")
        ]
    heads = body.partition("cells--head")[2].partition("</div>")[0]
    places = [heads.index(f">{head}</span>") for head in ("Customer", "Language", "Plan", "Value")]
    assert places == sorted(places)
    carol = body.partition(">carol</bdi>")[2].partition("</li>")[0]
    for said in ("German", "Gold", "12.50"):
        assert f'title="{said}"' in carol
    assert "3 cases, the oldest is" in body
    again = anna.get(f"{DESK}saved/{view.id}/edit/").content.decode()
    assert '<option value="customer.plan" selected>Plan</option>' in again


def test_the_search_asks_for_language_and_fields(acme: Cast, anna: Client) -> None:
    def found(typed: str) -> list[str]:
        return listed(anna.get(f"{DESK}views/search/", {"q": typed}).content.decode())

    assert found("lang:de") == found("router lang:german") == ["carol"]
    assert found("router lang:en") == ["dora"]
    assert found("lang:unknown") == ["erin"]
    assert found("field:plan=gold") == found("field:VIP=yes") == ["carol"]
    assert found("field:plan=gold field:order=ab-7") == ["carol"]
    assert found("field:plan=gold field:value=7") == []
    said = anna.get(f"{DESK}views/search/", {"q": "lang:klingon field:size=9 field:plan"})
    for hint in ("no language “klingon”", "no field “size”"):
        assert hint in said.content.decode()


def test_what_is_retired_is_offered_only_where_it_is_used(acme: Cast, anna: Client) -> None:
    with acme.door():
        praise = tag("praise")
    make(anna, **{"0-tag": str(praise.id)})
    with acme.door():
        Tag.objects.filter(id=praise.id).update(retired_at=timezone.now())
        view = SavedView.objects.get()
    used = anna.get(f"{DESK}saved/{view.id}/edit/").content.decode()
    assert "selected>Praise (retired)</option>" in used
    assert "Praise" not in anna.get(f"{DESK}saved/new/").content.decode()
    assert "Praise" not in anna.get(f"{DESK}views/open/").content.decode()
    assert "Praise (retired)" in anna.get(f"{DESK}views/open/?tag=praise").content.decode()


def test_times_stand_in_the_organisations_zone(acme: Cast, anna: Client) -> None:
    Organisation.objects.filter(id=acme.id).update(zone="Asia/Kathmandu")
    body = anna.get(f"{DESK}views/open/").content.decode()
    printed = re.findall(r'<time class="row__time push"[^>]* title="([^"]*)"', body)
    assert len(printed) == 3
    there = timezone.localtime(timezone=ZoneInfo("Asia/Kathmandu"))
    for title in printed:
        at = datetime.strptime(title, "%d %b %Y, %H:%M %z")
        assert abs(at - there) < timedelta(hours=1)
    assert timezone.get_current_timezone_name() == "UTC"
