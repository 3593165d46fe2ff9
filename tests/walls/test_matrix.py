"""Every route × GET and POST × who asks × whose it is, generated from the URL configuration: a new
route is tried without a word, and one with a new kind of parameter fails until it is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.walls.asking import ask, check_always, person_of, signed_in
from tests.walls.life import Town
from tests.walls.routes import NUL, OUTSIDE, Route, kinds, routes

ROUTES = routes()
OF_AN_ORGANISATION = [route for route in ROUTES if route.of_an_organisation]
METHODS = ("GET", "POST")

each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.form)
each_route_inside = pytest.mark.parametrize(
    "route", OF_AN_ORGANISATION, ids=lambda route: route.form
)
each_method = pytest.mark.parametrize("method", METHODS)


def ways(route: Route, acme: Town, globex: Town) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(parameter, what stands there, values) with one place changed, the others our own."""
    all_kinds = kinds(acme, globex)
    ours = {name: all_kinds[name].own for name in route.parameters}
    for name in route.parameters:
        kind = all_kinds[name]
        for value in filter(None, (kind.foreign, *kind.malformed)):
            yield name, value, ours | {name: value}


def test_every_route_and_parameter_is_known(acme: Town, globex: Town) -> None:
    known = kinds(acme, globex)
    for route in ROUTES:
        unknown = set(route.parameters) - set(known)
        assert not unknown, f"say in tests/walls/routes.py what {unknown} of {route.form} names"
        if not route.of_an_organisation:
            assert route.name in OUTSIDE, f"say in tests/walls/routes.py who may see {route.form}"
    assert not set(OUTSIDE) - {route.name for route in ROUTES}
    assert len(OF_AN_ORGANISATION) > 15


@each_method
@each_route_inside
def test_foreign_and_malformed_look_like_absent(
    acme: Town, globex: Town, route: Route, method: str
) -> None:
    member = signed_in(person_of(acme, route.opened_by))
    nothing_here = ask(member, method, "/no/such/page/")
    all_kinds = kinds(acme, globex)
    ours = {name: all_kinds[name].own for name in route.parameters}
    for name in route.parameters:
        kind = all_kinds[name]
        absent = ask(member, method, route.path(ours | {name: kind.absent}))
        # A form's address sends whoever only looks at it to the case, whatever the form is for.
        only_looked = method == "GET" and absent == ask(member, method, route.path(ours))
        assert absent.status == 405 or absent == nothing_here or only_looked, f"{name} is absent"
        if kind.foreign is not None:
            foreign = ask(member, method, route.path(ours | {name: kind.foreign}))
            assert foreign == absent, f"{name} is foreign"
        for value in kind.malformed:
            answer = ask(member, method, route.path(ours | {name: value}))
            assert answer in (absent, nothing_here), f"{name} is {value}"


@each_method
@pytest.mark.parametrize(
    "route",
    [route for route in OF_AN_ORGANISATION if {"case_id", "tagging_id"} <= set(route.parameters)],
    ids=lambda route: route.form,
)
def test_a_child_of_another_parent_looks_like_absent(
    agent: Client, acme: Town, globex: Town, own: dict[str, str], route: Route, method: str
) -> None:
    """Own case, own tagging, but the tagging is not of this case."""
    absent = kinds(acme, globex)["tagging_id"].absent
    elsewhere = {"case_id": str(acme.handed_over_id)}
    assert ask(agent, method, route.path(own | elsewhere)) == ask(
        agent, method, route.path(own | elsewhere | {"tagging_id": absent})
    )


@each_method
@pytest.mark.parametrize(
    "route",
    [route for route in OF_AN_ORGANISATION if "case_id" in route.parameters],
    ids=lambda route: route.form,
)
def test_a_case_of_a_brand_out_of_sight_looks_like_absent(
    acme: Town, globex: Town, own: dict[str, str], route: Route, method: str
) -> None:
    """The team leader is limited to one brand; the agent is not, and finds the case."""
    leader = signed_in(person_of(acme, "leader"))
    hidden = {"case_id": str(acme.out_of_sight_id)}
    absent = {"case_id": kinds(acme, globex)["case_id"].absent}
    nothing_here = ask(leader, method, route.path(own | absent))
    assert ask(leader, method, route.path(own | hidden)) == nothing_here
    if route.name == "desk:case" and method == "GET":
        agent = signed_in(person_of(acme, "anna"))
        assert ask(agent, method, route.path(own | hidden)).status == 200


@each_method
@each_route_inside
def test_another_organisations_admin_finds_nothing(
    outsider: Client, own: dict[str, str], route: Route, method: str
) -> None:
    absent = ask(outsider, method, route.path(own | {"organisation": "no-such-organisation"}))
    assert absent.status == 404
    assert ask(outsider, method, route.path(own)) == absent


@each_method
@each_route_inside
@pytest.mark.parametrize("who", ["anonymous", "disabled"])
def test_who_is_not_signed_in_is_asked_to_sign_in_whatever_the_path_names(
    request: pytest.FixtureRequest,
    acme: Town,
    globex: Town,
    own: dict[str, str],
    route: Route,
    method: str,
    who: str,
) -> None:
    client = Client(raise_request_exception=False)
    if who == "disabled":
        client = request.getfixturevalue("disabled")
    path = route.path(own)
    assert ask(client, method, path).location == f"/accounts/login/?next={path}"
    for name, kind in kinds(acme, globex).items():
        if name in route.parameters:
            path = route.path(own | {name: kind.absent})
            assert ask(client, method, path).location == f"/accounts/login/?next={path}"
    for _, _, values in ways(route, acme, globex):
        answer = ask(client, method, route.path(values))
        assert answer.status == 404 or answer.location.startswith("/accounts/login/?next="), values


@each_method
@each_route_inside
def test_a_member_gets_an_answer(
    acme: Town, own: dict[str, str], route: Route, method: str
) -> None:
    """The refusals above would mean nothing if nobody got in."""
    member = signed_in(person_of(acme, route.opened_by))
    answer = ask(member, method, route.path(own))
    assert answer.status in {200, 204, 302, 303, 400, 405, 409, 422}
    assert not answer.location.startswith("/accounts/"), answer.location
    if method == "GET":
        assert answer.status in {200, 302, 303, 405}


@each_method
@pytest.mark.parametrize(
    "route",
    [route for route in OF_AN_ORGANISATION if route.opened_by == "admin"],
    ids=lambda route: route.form,
)
def test_for_agents_the_settings_are_not_there(
    agent: Client, own: dict[str, str], route: Route, method: str
) -> None:
    assert ask(agent, method, route.path(own)).status in {404, 405}


@each_method
@each_route
def test_a_nul_in_the_path_is_refused(
    agent: Client, own: dict[str, str], route: Route, method: str
) -> None:
    for client in (agent, Client(raise_request_exception=False)):
        for name in route.parameters:
            assert ask(client, method, route.path(own | {name: f"1{NUL}"})).status == 400
        assert ask(client, method, f"{route.path(own)}?q=1{NUL}").status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@each_route
def test_nothing_is_changed_without_the_token_of_the_form(
    acme: Town, own: dict[str, str], route: Route, method: str
) -> None:
    for person in (person_of(acme, "anna"), None):
        client = signed_in(person, enforce_csrf_checks=True)
        assert ask(client, method, route.path(own)).status == 403


@each_method
@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if not route.of_an_organisation],
    ids=lambda route: route.form,
)
def test_routes_of_no_organisation_show_themselves_to_whom_they_may(
    own: dict[str, str], route: Route, method: str
) -> None:
    answer = ask(Client(raise_request_exception=False), method, route.path(own))
    to_sign_in = answer.location.startswith("/accounts/login/?next=")
    assert to_sign_in is not OUTSIDE[route.name]


TARGETS = ("", "rows", "case", "timeline", "sheet", "body", "no-such-target")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("who", ["admin", "leader", "anna", "tess"])
def test_pages_and_fragments_are_whole_and_hold_no_word_of_another_organisation(
    acme: Town, globex: Town, own: dict[str, str], who: str, target: str
) -> None:
    client = signed_in(person_of(acme, who))
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    theirs = [globex.canary, globex.slug, globex.queue, "globex"]
    shown = 0
    for route in ROUTES:
        path = route.path(own)
        response = client.get(path, headers=headers)
        check_always(response, path)
        # A picture has no words; who may see it is asked above.
        body = response.getvalue().decode(errors="replace").casefold()
        assert not [word for word in theirs if word.casefold() in body], path
        assert who != "leader" or "out-of-sight" not in body, path
        shown += acme.canary in body
    assert shown > 2
