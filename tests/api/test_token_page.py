"""Settings: an admin makes and revokes tokens, without a script."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from care.core.models import ApiToken, AuditEntry, Member, Person
from tests.api.programs import Program
from tests.cast import Cast

PAGE = "/acme/settings/tokens/"
FORM = {"name": "Shop", "scopes": ["read", "write"], "acts_as": "me", "days": "90"}


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


@pytest.fixture
def admin(acme: Cast) -> Client:
    return signed_in(acme.admin)


def shown_token(page: str) -> str:
    found = re.search(r'value="(care_[\w-]{43})"', page)
    assert found is not None
    return found[1]


def test_a_token_is_shown_once_and_works_until_it_is_revoked(acme: Cast, admin: Client) -> None:
    assert "No program has a token yet" in admin.get(PAGE).content.decode()
    answer = admin.post(PAGE, FORM)
    token = shown_token(answer.content.decode())
    assert "no-store" in answer.headers["Cache-Control"]
    again = admin.get(PAGE).content.decode()
    assert token not in again
    assert token[:12] in again
    me = Program(token).get("cases/?assignee=me")
    assert me.status == 200

    row = ApiToken.objects.get()
    assert row.membership_id == acme.admin.membership_id
    revoked = admin.post(f"{PAGE}{row.id}/revoke/")
    assert (revoked.status_code, revoked.headers["Location"]) == (303, PAGE)
    assert "Revoked" in admin.get(PAGE).content.decode()
    assert Program(token).get("cases/").status == 401
    with acme.door():
        told = AuditEntry.objects.filter(verb__startswith="token.").order_by("id")
        assert [(entry.verb, entry.member_id) for entry in told] == [
            ("token.make", acme.admin.id),
            ("token.revoke", acme.admin.id),
        ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"acts_as": "nobody"},
        {"acts_as": "1"},
        {"days": "7"},
        {"days": "-1"},
    ],
    ids=str,
)
def test_what_cannot_be_made_is_said_beside_what_was_typed(
    admin: Client, wrong: dict[str, object]
) -> None:
    answer = admin.post(PAGE, FORM | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_of_nobody_reads_and_pushes(acme: Cast, admin: Client) -> None:
    form = FORM | {"acts_as": "nobody", "scopes": ["read", "push"], "days": ""}
    token = shown_token(admin.post(PAGE, form).content.decode())
    row = ApiToken.objects.get()
    assert (row.membership_id, row.expires_at) == (None, None)
    assert Program(token).get("cases/").status == 200


def test_for_others_the_page_is_not_there(acme: Cast, globex: Cast) -> None:
    for member in (acme.anna, acme.leader, globex.admin):
        client = signed_in(member)
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE, FORM).status_code == 404
    assert not ApiToken.objects.exists()


def test_another_organisations_token_cannot_be_revoked(acme: Cast, globex: Cast) -> None:
    signed_in(globex.admin).post("/globex/settings/tokens/", FORM)
    theirs = ApiToken.objects.get()
    assert signed_in(acme.admin).post(f"{PAGE}{theirs.id}/revoke/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None
