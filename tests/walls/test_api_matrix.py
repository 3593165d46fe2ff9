"""Every route of the API × method × who asks × whose it is, read from the URL configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from care.core.api.throttle import windows
from care.core.models import Membership
from tests.api.programs import Program, Said, program
from tests.walls.api_town import Fed, api_kinds, bodies, feed_town, reader, rows_of, strangers
from tests.walls.asking import person_of, signed_in
from tests.walls.life import Town
from tests.walls.routes import Route, routes_of_the_api

ROUTES = routes_of_the_api()
NAMED = [route for route in ROUTES if route.parameters]
METHODS = ("GET", "POST", "DELETE")
KEY = {"idempotency_key": "a-key-of-a-program"}

each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
each_named_route = pytest.mark.parametrize("route", NAMED, ids=lambda route: route.name)
each_method = pytest.mark.parametrize("method", METHODS)


@pytest.fixture(scope="module")
def fed(towns: tuple[Town, Town], django_db_blocker: Any) -> Iterator[tuple[Fed, Fed]]:
    with django_db_blocker.unblock():
        yield feed_town(towns[0]), feed_town(towns[1])


@pytest.fixture(autouse=True)
def taken_back(fed: tuple[Fed, Fed]) -> Iterator[None]:
    """What a test writes is gone after it."""
    windows.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def own(fed: tuple[Fed, Fed]) -> dict[str, str]:
    return {name: kind.own for name, kind in api_kinds(*fed).items()}


@pytest.fixture
def agent(fed: tuple[Fed, Fed]) -> Program:
    return program(fed[0].town.cast, fed[0].town.cast.anna)


@pytest.fixture
def outsider(fed: tuple[Fed, Fed]) -> Program:
    """The admin of the other organisation."""
    return program(fed[1].town.cast, fed[1].town.cast.admin)


def ask(who: Program, method: str, route: Route, values: Mapping[str, str], fed: Fed) -> Said:
    body = bodies(fed).get(route.name.removeprefix("api:"))
    said = who.send(method, route.path(values), None if method == "GET" else body, **KEY)
    assert said.status < 500, said
    return said


def plain(said: Said) -> tuple[int, Any]:
    return said.status, said.body


def test_every_parameter_and_every_body_is_known(fed: tuple[Fed, Fed], agent: Program) -> None:
    known, written = api_kinds(*fed), bodies(fed[0])
    for route in ROUTES:
        unknown = set(route.parameters) - set(known)
        assert not unknown, f"say in tests/walls/api_town.py what {unknown} of {route.form} names"
        values = {name: kind.own for name, kind in known.items()}
        if agent.send("POST", route.path(values), []).status != 405:
            name = route.name.removeprefix("api:")
            assert name in {*written, "nothing_here"}, f"give {name} a body in api_town.py"
    assert len(ROUTES) > 25


@each_route
def test_an_agent_gets_an_answer(
    agent: Program, fed: tuple[Fed, Fed], own: dict[str, str], route: Route
) -> None:
    """The refusals below would mean nothing if nobody got in."""
    statuses = {ask(agent, method, route, own, fed[0]).status for method in METHODS}
    if route.name == "api:nothing_here":
        assert statuses == {404}
        return
    assert statuses <= {200, 201, 202, 204, 405, 422}
    # The case is snoozed and with nobody: it cannot be reopened or released. The job is running.
    refused = {"api:case_reopen", "api:case_release", "api:bulk_undo"}
    assert statuses & {200, 201, 202, 204} or route.name in refused


@each_method
@each_named_route
def test_foreign_and_malformed_look_like_absent(
    agent: Program, fed: tuple[Fed, Fed], own: dict[str, str], route: Route, method: str
) -> None:
    nothing_here = plain(agent.send(method, "/api/v1/no/such/thing/", None))
    assert nothing_here[0] == 404
    known = api_kinds(*fed)
    for name in route.parameters:
        kind = known[name]
        absent = plain(ask(agent, method, route, own | {name: kind.absent}, fed[0]))
        assert absent[0] == 405 or absent == nothing_here, f"{name} is absent"
        for value in filter(None, (kind.foreign, *kind.malformed)):
            answer = plain(ask(agent, method, route, own | {name: value}, fed[0]))
            assert answer in (absent, nothing_here), f"{name} is {value}"


@each_method
@each_named_route
def test_another_organisations_token_finds_and_changes_nothing(
    outsider: Program,
    fed: tuple[Fed, Fed],
    own: dict[str, str],
    route: Route,
    method: str,
) -> None:
    known = api_kinds(*fed)
    if all(known[name].foreign is None for name in route.parameters):
        return  # a word of ours: to whoever asks it names what is theirs
    absent = {name: kind.absent for name, kind in known.items()}
    nothing_here = plain(ask(outsider, method, route, absent, fed[0]))
    before = rows_of(fed[0].town)
    assert plain(ask(outsider, method, route, own, fed[0])) == nothing_here
    assert rows_of(fed[0].town) == before


@each_method
@each_route
def test_who_has_no_token_that_opens_learns_nothing(
    fed: tuple[Fed, Fed], own: dict[str, str], route: Route, method: str
) -> None:
    absent = {name: kind.absent for name, kind in api_kinds(*fed).items()}
    for who, stranger in strangers(fed[0]).items():
        here = ask(stranger, method, route, own, fed[0])
        assert here.status == 401, who
        assert here.headers["www-authenticate"].startswith("Bearer"), who
        assert plain(here) == plain(ask(stranger, method, route, absent, fed[0])), who


@pytest.mark.parametrize("what", ["person", "membership"])
def test_a_token_of_somebody_disabled_opens_nothing(
    agent: Program, fed: tuple[Fed, Fed], what: str
) -> None:
    assert agent.get("cases/").status == 200
    membership = Membership.objects.get(id=fed[0].town.cast.anna.membership_id)
    if what == "membership":
        Membership.objects.filter(id=membership.id).update(active=False)
    else:
        membership.person.is_active = False
        membership.person.save(update_fields=["is_active"])
    assert agent.get("cases/").status == 401


@each_method
@each_route
def test_a_session_is_no_token(
    fed: tuple[Fed, Fed], own: dict[str, str], route: Route, method: str
) -> None:
    client: Client = signed_in(person_of(fed[0].town, "admin"))
    assert client.generic(method, route.path(own), b"{}").status_code == 401


@each_route
def test_a_token_that_may_only_read_changes_nothing(
    fed: tuple[Fed, Fed], own: dict[str, str], route: Route
) -> None:
    only_reads = reader(fed[0])
    for method in ("POST", "DELETE"):
        assert ask(only_reads, method, route, own, fed[0]).status in {403, 404, 405}
    if route.name == "api:ready":
        assert ask(only_reads, "GET", route, own, fed[0]).status == 403


@each_route
def test_a_token_of_nobody_works_on_no_case(
    fed: tuple[Fed, Fed], own: dict[str, str], route: Route
) -> None:
    nobody = program(fed[0].town.cast, None)
    for method in METHODS:
        said = ask(nobody, method, route, own, fed[0])
        if method != "GET" and route.name not in {"api:push", "api:delivered"}:
            assert said.status in {403, 404, 405}


@each_method
@pytest.mark.parametrize(
    "route", [route for route in NAMED if "case_id" in route.parameters], ids=lambda r: r.name
)
def test_a_case_out_of_sight_looks_like_absent(
    fed: tuple[Fed, Fed], own: dict[str, str], route: Route, method: str
) -> None:
    leader = program(fed[0].town.cast, fed[0].town.cast.leader)
    hidden = ask(leader, method, route, own | {"case_id": str(fed[0].town.out_of_sight_id)}, fed[0])
    absent = own | {"case_id": api_kinds(*fed)["case_id"].absent}
    assert plain(hidden) == plain(ask(leader, method, route, absent, fed[0]))


@pytest.mark.parametrize("who", ["admin", "leader", "anna", "tess"])
def test_no_answer_holds_a_word_of_another_organisation(
    fed: tuple[Fed, Fed], own: dict[str, str], who: str
) -> None:
    town, other = fed[0].town, fed[1].town
    asking = program(town.cast, getattr(town.cast, who))
    theirs = [other.canary, other.slug, other.queue, fed[1].tag]
    shown = 0
    for route in ROUTES:
        said = str(ask(asking, "GET", route, own, fed[0]).body).casefold()
        assert not [word for word in theirs if word.casefold() in said], route.name
        assert who != "leader" or "out-of-sight" not in said, route.name
        shown += town.canary in said
    assert shown > 5


REFERENCES = [
    ("case_assign", "member"),
    ("case_tags", "name"),
    ("case_hand_over", "tag"),
    ("case_replies", "in_reply_to"),
    ("case_replies", "in_reply_to as the network calls it"),
    ("customer_merge", "customer"),
    ("customer_part", "merge"),
]


@pytest.mark.parametrize(("name", "field"), REFERENCES)
def test_a_row_of_another_organisation_named_in_a_body_is_not_there(
    agent: Program,
    fed: tuple[Fed, Fed],
    own: dict[str, str],
    name: str,
    field: str,
) -> None:
    [route] = [route for route in ROUTES if route.name == f"api:{name}"]
    foreign: dict[str, Any] = {
        "member": fed[1].town.cast.anna.id,
        "name": fed[1].tag,
        "tag": fed[1].tag,
        "in_reply_to": fed[1].message_id,
        "in_reply_to as the network calls it": fed[1].external_id,
        "customer": fed[1].customer_id,
        "merge": fed[1].merge_id,
    }
    absent = dict.fromkeys(("member", "in_reply_to", "customer", "merge"), 2**40)
    key = field.partition(" ")[0]
    before = rows_of(fed[0].town), rows_of(fed[1].town)
    body = bodies(fed[0])[name]
    said = agent.post(route.path(own), body | {key: foreign[field]}, **KEY)
    same = agent.post(route.path(own), body | {key: absent.get(field, "no-such")}, **KEY)
    assert said.status == 404
    assert plain(said) == plain(same)
    assert (rows_of(fed[0].town), rows_of(fed[1].town)) == before


def test_a_row_of_another_organisation_named_in_a_query_is_not_there(
    agent: Program, fed: tuple[Fed, Fed]
) -> None:
    foreign = fed[1].town
    for name, theirs, absent in (
        ("queue", foreign.queue, "no-such"),
        ("queue", str(fed[1].queue_id), "1099511627776"),
        ("tag", fed[1].tag, "no-such"),
        ("channel", str(fed[1].channel_id), "1099511627776"),
        ("customer", str(fed[1].customer_id), "1099511627776"),
        ("assignee", str(foreign.cast.anna.id), "1099511627776"),
        ("owner", str(foreign.cast.anna.id), "1099511627776"),
        ("q", foreign.canary, "no-such-word"),
    ):
        answer = plain(agent.get(f"cases/?{name}={theirs}"))
        assert answer == plain(agent.get(f"cases/?{name}={absent}")), name


@pytest.mark.parametrize("name", ["organisation", "organisation_id", "member", "tenant"])
def test_the_organisation_of_the_token_is_not_overruled(
    agent: Program, fed: tuple[Fed, Fed], own: dict[str, str], name: str
) -> None:
    theirs = fed[1].town.slug
    before = rows_of(fed[1].town)
    assert agent.get(f"cases/?{name}={theirs}&{name}={theirs}").status == 400
    note = f"cases/{own['case_id']}/notes/"
    assert agent.post(f"{note}?{name}={theirs}", {"text": "A note."}).status == 400
    assert agent.post(note, {"text": "A note.", name: fed[1].town.id}).status == 400
    assert agent.get("cases/", x_organisation=theirs).status == 200
    assert rows_of(fed[1].town) == before
