"""What every page asks the database, beside few rows and beside many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from care.core.models import Member, Person
from care.core.tenancy import organisation_door
from inbox.flow.ingest import receive
from inbox.models import Case
from inbox.networks.items import Author, IncomingItem
from reporting.sheets import SHEETS
from tests.cast import Cast, hire
from tests.ledger import compare, count
from tests.walls.routes import Route, routes

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 50
MOST = {
    "desk:queue": 10,
    "desk:view": 10,
    "desk:case": 12,
    "settings:stuck": 14,
    # Beside a case: other customers, and other cases, are searched for.
    "desk:same_person": 14,
    "desk:around": 15,
    # Beside the settings, what they did to the newest messages, and what hangs on them.
    "policy:rules": 14,
    "policy:rule": 14,
    # All that targets may ask for: lines, teams, tags, brands, channels, fields, working hours.
    "policy:sla": 14,
    "policy:policy": 14,
    "policy:new_policy": 14,
    # People, targets, working hours, and four questions of the facts.
    "reports:hiring": 14,
}
# Each table of facts is asked once for each way of cutting it.
MOST |= dict.fromkeys(("reports:report", "reports:mine"), 25)
FRAGMENTS = {"page": "", "rows": "rows", "case": "case", "timeline": "timeline", "sheet": "sheet"}
# Each of them, however many there are, is in the ledger.
VIEWS = (
    *("mine", "with-second-line", "mentions", "drafts", "late", "soon-late", "unanswered"),
    *("snoozed", "open", "resolved", "search"),
)


def test_every_page_asks_what_the_ledger_says_however_many_rows_it_shows() -> None:
    cast = hire("acme")
    clients = {"anna": signed_in(cast.anna), "admin": signed_in(cast.admin)}
    hear(cast, 0, FEW)
    few = measure(clients, cast)
    hear(cast, FEW, MANY)
    many = measure(clients, cast)
    assert {page: asked for page, asked in many.items() if asked != few[page]} == {}
    for page, asked in few.items():
        assert asked <= MOST.get(page.split()[0], 12), page
    compare(few)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def hear(cast: Cast, start: int, stop: int) -> None:
    receive(
        organisation_id=cast.id,
        channel_id=cast.channel_id,
        stream_id=None,
        items=[post(f"kim{number}") for number in range(start, stop)],
        cursor_after=None,
    )


def post(who: str) -> IncomingItem:
    return IncomingItem(
        external_id=f"post-of-{who}",
        kind="post",
        author=Author(who, f"@{who}", who),
        own=False,
        text="My router is down, and my bill is wrong.",
        sent_at=timezone.now() - timedelta(minutes=5),
        in_reply_to=None,
        conversation=None,
        visibility="public",
    )


def measure(clients: dict[str, Client], cast: Cast) -> dict[str, int]:
    with organisation_door(cast.id):
        case_id = Case.objects.earliest("id").id
    found: dict[str, int] = {}
    for route in routes():
        client = clients[route.opened_by]
        for path in paths(route, cast, case_id):
            client.get(path)  # the first look at a case is written down
            for name, target in FRAGMENTS.items():
                headers = {"HX-Request": "true", "HX-Target": target} if target else {}
                shown = client.get(path, headers=headers)
                whole = b"<!DOCTYPE html>" in shown.content
                # A fragment that a page does not have is answered with the page.
                if shown.status_code == 200 and whole is (name == "page"):
                    several = route.name in {"desk:view", "reports:report"}
                    what = f"{route.name} {path}" if several else route.name
                    found[f"{what} {name}"] = count(client, path, headers)
    return found


def paths(route: Route, cast: Cast, case_id: int) -> list[str]:
    if not route.of_an_organisation:
        return []
    values = {
        "organisation": "acme",
        "case_id": str(case_id),
        "queue": "first-line",
        "channel_id": str(cast.channel_id),
        "network": "generic",
        "member_id": str(cast.anna.id),
    }
    names = VIEWS if "name" in route.parameters else ("",)
    reports = SHEETS if "report" in route.parameters else ("",)
    try:
        return [
            route.path(values | {"name": name, "report": report})
            for name in names
            for report in reports
        ]
    except KeyError:
        return []  # an address of a form for something that only it knows
