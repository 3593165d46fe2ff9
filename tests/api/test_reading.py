"""Lists: what they hold, how they are narrowed, and how one pages through them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbox.models import Case
from tests.api.programs import Program
from tests.cast import Cast
from tests.ledger import compare

LEDGER = Path(__file__).parent / "query_ledger.json"
LISTS = (
    *("cases", "queues", "customers", "channels", "tags", "teams", "rules"),
    *("sla-policies", "calendars"),
)


def fill(anna: Program, cast: Cast, count: int, start: int = 0) -> list[int]:
    messages = [
        {"external_id": f"m{n}", "author": f"kim{n}", "text": f"My router {n} is down."}
        for n in range(start, start + count)
    ]
    said = anna.post(f"channels/{cast.channel_id}/messages/", {"messages": messages})
    return [row["case"] for row in said.body["results"]]


def ids(anna: Program, path: str) -> list[int]:
    said = anna.get(path)
    assert said.status == 200, said.body
    return [row["id"] for row in said.body["results"]]


def walk(anna: Program, path: str) -> list[int]:
    found: list[int] = []
    following: str | None = path
    while following:
        said = anna.get(following)
        found += [row["id"] for row in said.body["results"]]
        following = said.body["next"]
    return found


def test_every_case_is_met_once_while_new_ones_come_in(acme: Cast, anna: Program) -> None:
    cases = fill(anna, acme, 7)
    first = anna.get("cases/?limit=3&state=open")
    fill(anna, acme, 2, start=7)
    met = [row["id"] for row in first.body["results"]] + walk(anna, first.body["next"])
    assert met == sorted(cases, reverse=True)
    assert "limit=3" in first.body["next"]
    assert "state=open" in first.body["next"]


def test_filters_narrow(acme: Cast, anna: Program, tess: Program) -> None:
    one, two, three = fill(anna, acme, 3)
    anna.post(f"cases/{one}/tags/", {"name": "praise"})
    anna.post(f"cases/{two}/take/")
    anna.post(f"cases/{two}/priority/", {"priority": "urgent"})
    anna.post(f"cases/{three}/tags/", {"name": "second-line-support"})
    customer = anna.get(f"cases/{one}/").body["customer"]["id"]
    assert ids(anna, "cases/?tag=praise") == [one]
    assert ids(anna, "cases/?assignee=me") == ids(anna, f"cases/?owner={acme.anna.id}&q=router 1")
    assert ids(anna, "cases/?assignee=me") == [two]
    assert ids(anna, "cases/?assignee=none&queue=first-line") == [one]
    assert ids(anna, "cases/?priority=urgent&priority=low") == [two]
    assert ids(anna, f"cases/?customer={customer}") == [one]
    assert ids(tess, "cases/?queue=second-line") == [three]
    assert ids(anna, f"cases/?channel={acme.channel_id}") == [three, two, one]
    assert ids(anna, "cases/?q=ROUTER 2") == [three]
    assert ids(anna, "cases/?q=kim1") == [two]
    assert ids(anna, "cases/?q=%25") == ids(anna, "cases/?q=_") == []
    assert ids(anna, "cases/?since=2999-01-01T00:00:00Z") == []
    assert ids(anna, "cases/?since=2020-01-01T00:00:00Z&state=open") == [three, two, one]
    assert ids(anna, "cases/?state=resolved") == []


@pytest.mark.parametrize(
    "query",
    [
        "sort=a",
        "order_by=password",
        "state__in=open",
        "fields=id",
        "organisation=1",
        "assignee__membership__person__password__startswith=a",
        "channel__account__credentials=a",
        "format=api",
        "state=asleep",
        "priority=9",
        "queue=no-such",
        "tag=no-such",
        "channel=abc",
        "channel=-1",
        "customer=9223372036854775808",
        "assignee=somebody",
        "owner=9223372036854775808",
        "owner=1e3",
        "since=yesterday",
        "since=9999-12-31T23:59:59-23:59",
        "limit=0",
        "limit=201",
        "limit=%C2%B2",
        "limit=99999999999999999999999",
        "cursor=x",
        "cursor=WzFd%00",
        "q=" + "x" * 201,
    ],
)
def test_what_a_query_may_not_ask_is_refused_by_name(acme: Cast, anna: Program, query: str) -> None:
    said = anna.get(f"cases/?{query}")
    assert said.status == 400, said.body
    if "%00" not in query:
        assert said.body["code"] == "invalid"
        assert [error["field"] for error in said.body["errors"]] == [query.partition("=")[0]]


CURSORS: list[Any] = [
    [],
    {},
    5,
    "x",
    None,
    [None],
    ["7"],
    [7.5],
    [True],
    [2**63],
    [1, 2],
    [[1]],
    [float("inf")],
]


@pytest.mark.parametrize("value", CURSORS, ids=str)
def test_a_made_up_cursor_is_refused(acme: Cast, anna: Program, value: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    assert anna.get(f"cases/?cursor={cursor}").status == 400


def test_a_long_case_goes_on_in_its_lists(acme: Cast, anna: Program) -> None:
    messages = [{"external_id": f"m{n}", "author": "kim", "text": f"Part {n}"} for n in range(130)]
    said = anna.post(f"channels/{acme.channel_id}/messages/", {"messages": messages})
    [case_id] = {row["case"] for row in said.body["results"]}
    whole = anna.get(f"cases/{case_id}/").body
    assert whole["next"]["notes"] is None
    rest = walk(anna, whole["next"]["messages"])
    told = [row["id"] for row in whole["messages"]] + rest
    assert told == sorted(set(told))
    assert len(told) == 130
    assert len(walk(anna, f"cases/{case_id}/events/?limit=7")) > 100


def test_what_is_asked_of_the_database_does_not_grow_with_rows(acme: Cast, anna: Program) -> None:
    cases = fill(anna, acme, 3)
    for number in range(3):
        anna.post(f"cases/{cases[0]}/notes/", {"text": f"Note {number}."})
        anna.post(f"cases/{cases[0]}/tags/", {"name": "praise"})
    case, channel = f"cases/{cases[0]}/", f"channels/{acme.channel_id}/"
    parts = ("messages", "notes", "tags", "legs", "events")
    paths = (
        {name: f"{name}/" for name in LISTS}
        | {"case": case, "channel": channel, "ready replies": f"{channel}replies/"}
        | {f"case {part}": f"{case}{part}/" for part in parts}
    )
    few = {what: queries(anna, path) for what, path in paths.items()}
    fill(anna, acme, 40, start=3)
    for number in range(10):
        anna.post(f"cases/{cases[0]}/notes/", {"text": f"More {number}."})
        words = {"text": f"Answer {number}.", "visibility": "public"}
        anna.post(f"cases/{cases[0]}/replies/", words, idempotency_key=f"answer-{number}")
    assert {what: queries(anna, path) for what, path in paths.items()} == few
    assert max(few.values()) <= 14, few
    compare(few, LEDGER)


def queries(anna: Program, path: str) -> int:
    anna.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert anna.get(path).status == 200
    return sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)


def test_a_case_that_went_into_another_leads_there(acme: Cast, anna: Program) -> None:
    from routing.models import Brand, BrandSight

    gone, stays = fill(anna, acme, 2)
    with acme.door():
        Case.objects.filter(id=gone).update(merged_into=stays)
    said = anna.get(f"cases/{gone}/")
    assert (said.status, said.headers["location"]) == (308, f"/api/v1/cases/{stays}/")
    assert anna.get(f"cases/{gone}/messages/").status == 404
    assert anna.post(f"cases/{gone}/resolve/").status == 404
    with acme.door():
        elsewhere = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.anna, brand=elsewhere)
    assert anna.get(f"cases/{gone}/").status == 404, "it would tell of a case out of sight"


def test_rules_teams_and_tags_are_told(acme: Cast, anna: Program) -> None:
    teams = {team["slug"]: team for team in anna.get("teams/").body["results"]}
    assert [member["name"] for member in teams["first-line"]["members"]] == ["Amir", "Anna", "Leo"]
    tags = {tag["slug"]: tag["moves_to"] for tag in anna.get("tags/").body["results"]}
    assert tags["second-line-support"] == "second-line"
    assert tags["praise"] is None
    assert all(rule["actions"] for rule in anna.get("rules/").body["results"])


def test_targets_and_working_hours_are_told(acme: Cast, anna: Program) -> None:
    [policy] = anna.get("sla-policies/").body["results"]
    assert (policy["is_default"], policy["first_response_seconds"]) == (True, 3600)
    assert sorted(policy["line_seconds"].values()) == [8 * 3600, 48 * 3600]
    [calendar] = anna.get("calendars/").body["results"]
    assert (calendar["zone"], calendar["week"]) == ("UTC", [[[0, 1440]]] * 7)


def test_queues_count_what_is_open_and_late(acme: Cast, anna: Program) -> None:
    one, _two = fill(anna, acme, 2)
    with acme.door():
        Case.objects.filter(id=one).update(due_at="2020-01-01T00:00:00Z")
    queues = {queue["slug"]: queue for queue in anna.get("queues/").body["results"]}
    assert (queues["first-line"]["open"], queues["first-line"]["late"]) == (2, 1)
    assert (queues["second-line"]["open"], queues["second-line"]["late"]) == (0, 0)


def test_a_customer_without_a_case_in_sight_is_not_there(acme: Cast, anna: Program) -> None:
    from routing.models import Brand, BrandSight

    [case_id] = fill(anna, acme, 1)
    customer = anna.get(f"cases/{case_id}/").body["customer"]["id"]
    said = anna.get(f"customers/{customer}/").body
    assert said["identities"][0]["handle"] == "kim0"
    with acme.door():
        elsewhere = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.anna, brand=elsewhere)
    assert anna.get(f"customers/{customer}/").status == 404
    assert anna.get("customers/").body["results"] == []
