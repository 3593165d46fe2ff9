"""Search finds nothing that its asker may not see, and no count of it; asked from the page, from
the API's side, and of the database's own function."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from psycopg2 import errors
from psycopg2.extensions import connection as Connection

from care.core.models import Member
from care.core.tenancy import organisation_door
from inbox.access import visible_to
from inbox.selectors.asked import parse
from inbox.selectors.catalogue import catalogue_for
from inbox.selectors.search import Found, found_page, search
from tests.walls.asking import person_of, signed_in
from tests.walls.life import Town
from tests.walls.test_rows import ask, open_door, refused
from tests.walls.test_values import NASTY

CALL = (
    "SELECT case_id FROM care_search(%s, %s::bigint[], %s, %s::text[], %s::text[],"
    " NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, 500)"
)


def find(town: Town, member: Member | None, typed: str) -> Found:
    with organisation_door(town.id):
        catalogue = catalogue_for(member, person_id=0)
        return search(parse(typed), member=member, catalogue=catalogue)


def words(town: Town) -> Iterator[str]:
    canary = town.canary
    yield from (canary, f'"{canary}"', "canary", f"{canary[:-2]}*", f"from:{canary}-kim")
    yield from (
        f"from:{canary}",
        "router",
        "kim",
        "max",
        "has:note",
        "state:open",
        "after:2020-01-01",
    )


def test_the_canary_is_found_at_home(acme: Town) -> None:
    """Else the tests below would find nothing because there is nothing."""
    for typed in words(acme):
        assert find(acme, acme.cast.anna, typed).total, typed


def test_nothing_of_another_organisation_is_found(acme: Town, globex: Town) -> None:
    with organisation_door(acme.id):
        ours = set(visible_to(acme.cast.anna).values_list("id", flat=True))
    for typed in (*words(acme), *words(globex)):
        found = find(acme, acme.cast.anna, typed)
        assert {each.case_id for each in found.finds} <= ours, typed
        if globex.canary in typed:
            assert (found.total, found.more) == (0, False), typed


def test_nothing_of_a_brand_out_of_sight_is_found_or_counted(acme: Town) -> None:
    for typed in (*words(acme), "out-of-sight", f"from:{acme.canary}-max"):
        everything = {each.case_id for each in find(acme, acme.cast.anna, typed).finds}
        limited = {each.case_id for each in find(acme, acme.cast.leader, typed).finds}
        assert limited == everything - {acme.out_of_sight_id}, typed
    assert find(acme, acme.cast.anna, "out-of-sight").total == 1


def test_what_is_shown_of_a_find_passes_sight_again(acme: Town) -> None:
    found = find(acme, acme.cast.anna, acme.canary)
    with organisation_door(acme.id):
        page = found_page(found, visible_to(acme.cast.leader))
    assert acme.out_of_sight_id not in {each.row.id for each in page.rows}
    assert len(page.rows) == found.total - 1


@pytest.mark.parametrize("who", ["anna", "leader"])
def test_the_page_shows_no_word_of_what_is_not_seen(acme: Town, globex: Town, who: str) -> None:
    client: Client = signed_in(person_of(acme, who))
    for typed in (globex.canary, "canary", "out-of-sight"):
        body = client.get("/acme/desk/views/search/", {"q": typed}).content.decode()
        shown = body.replace(f'value="{typed}"', "").replace(f"q={typed}", "")
        assert globex.canary not in shown
        assert who != "leader" or "out-of-sight" not in shown


@pytest.mark.parametrize(
    "value", [*NASTY, "a & b | !c:*", "(((", "\\", "a <-> b", '"' * 300, "-" * 300]
)
def test_nothing_that_is_typed_breaks_the_search(acme: Town, value: str) -> None:
    client: Client = signed_in(person_of(acme, "anna"))
    for typed in (value, f"router {value}*", f"from:{value}", f'-"{value}" router'):
        response = client.get("/acme/desk/views/search/", {"q": typed})
        assert response.status_code == 200, typed[:40]


def test_the_function_refuses_another_organisation(
    app: Connection, acme: Town, globex: Town
) -> None:
    def asked(town: Town, brands: list[int] | None = None) -> object:
        return ask(app, CALL, town.id, brands, ["router"], [], [])

    assert asked(acme) == []
    open_door(app, acme.id)
    assert asked(globex) == []
    assert asked(acme) != []
    assert asked(acme, []) == []


def test_nobody_can_become_the_searcher(app: Connection) -> None:
    assert refused(app, errors.InsufficientPrivilege, "SET ROLE care_search")
