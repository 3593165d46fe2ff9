"""The stream of changes is no route of Django: who gets it is asked here as the matrix asks it."""

from __future__ import annotations

import pytest
from django.test import Client

from care.core.live_doors import Pass, Refusal, admit, still_good
from tests.walls.asking import person_of, signed_in
from tests.walls.life import Town
from tests.walls.routes import MALFORMED_SLUGS

HOST = {"host": "127.0.0.1"}


def ask(client: Client, organisation: str, **headers: str) -> Pass | Refusal:
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return admit(HOST | {"cookie": cookie} | headers, scheme="http", organisation=organisation)


def refused(client: Client, organisation: str, **headers: str) -> int:
    answer = ask(client, organisation, **headers)
    assert isinstance(answer, Refusal)
    return answer.status


@pytest.mark.parametrize("who", ["admin", "leader", "anna", "tess"])
def test_members_are_admitted_as_who_they_are_there(acme: Town, who: str) -> None:
    made = ask(signed_in(person_of(acme, who)), acme.slug)
    assert isinstance(made, Pass)
    assert (made.organisation_id, made.member_id) == (acme.id, getattr(acme.cast, who).id)
    assert still_good([made]) == [True]


def test_foreign_malformed_and_absent_look_alike(acme: Town, globex: Town, agent: Client) -> None:
    absent = ask(agent, "no-such-organisation")
    assert isinstance(absent, Refusal)
    assert absent.status == 404
    for slug in (globex.slug, "", "\x00", *MALFORMED_SLUGS):
        assert ask(agent, slug) == absent, slug


def test_who_is_not_signed_in_is_told_so_whatever_is_named(
    acme: Town, globex: Town, disabled: Client
) -> None:
    for client in (Client(), disabled):
        for slug in (acme.slug, globex.slug, "no-such-organisation"):
            assert refused(client, slug) == 401


def test_another_organisations_admin_is_not_admitted(acme: Town, outsider: Client) -> None:
    assert refused(outsider, acme.slug) == 404


def test_pages_of_others_are_not_admitted(acme: Town, agent: Client) -> None:
    assert refused(agent, acme.slug, origin="https://evil.example") == 403
    assert refused(agent, acme.slug, origin="http://127.0.0.1.evil.example") == 403
    assert refused(agent, acme.slug, **{"sec-fetch-site": "same-site"}) == 403
    assert refused(agent, acme.slug, host="evil.example") == 400
    assert isinstance(ask(agent, acme.slug, origin="http://127.0.0.1"), Pass)


def test_only_the_pass_of_who_went_is_no_good_any_more(acme: Town) -> None:
    passes = [ask(signed_in(person_of(acme, who)), acme.slug) for who in ("anna", "admin", "tess")]
    assert all(isinstance(made, Pass) for made in passes)
    gone = person_of(acme, "admin")
    gone.auth_version += 1
    gone.save(update_fields=["auth_version"])
    given = [made for made in passes if isinstance(made, Pass)]
    assert still_good(given) == [True, False, True]
    assert still_good([]) == []
