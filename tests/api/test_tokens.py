"""Tokens: whose they are, what they open, and what is kept of them."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from care.core.errors import Refused
from care.core.models import ApiToken, AuditEntry
from care.core.tokens import (
    PUSH,
    READ,
    WRITE,
    check_make_token,
    digest_of,
    do_make_token,
    do_revoke_token,
)
from tests.api.programs import Program, program, token_of
from tests.cast import Cast


def row_of(token: str) -> ApiToken:
    return ApiToken.objects.get(digest=digest_of(token))


def test_only_a_digest_and_the_first_characters_are_kept(acme: Cast) -> None:
    token = token_of(acme, acme.anna)
    kept = [str(value) for value in vars(row_of(token)).values()]
    assert len(token) == len("care_") + 43
    assert row_of(token).hint == token[:12]
    assert not any(token in value or token[12:] in value for value in kept)


def test_each_token_is_another_one(acme: Cast) -> None:
    assert len({token_of(acme, acme.anna) for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer null",
        "Bearer []",
        "Bearer 0",
        "Basic {token}",
        "Token {token}",
        "{token}",
        "Bearer {token}x",
        "Bearer x{token}",
        "Bearer {token} {token}",
        "Bearer {digest}",
        "Bearer ké",
    ],
)
def test_nothing_but_the_token_opens(acme: Cast, header: str) -> None:
    token = token_of(acme, acme.anna)
    asking = Program(None)
    assert asking.get("tags/", authorization=f"Bearer {token}").status == 200
    given = header.format(token=token, digest=digest_of(token))
    said = asking.get("tags/", authorization=given)
    assert said.status == 401
    assert said.headers["www-authenticate"] == 'Bearer realm="Care"'
    assert said.headers["content-type"] == "application/problem+json"


def test_a_revoked_token_opens_nothing_from_then_on(acme: Cast) -> None:
    token = token_of(acme, acme.anna)
    assert Program(token).get("tags/").status == 200
    with acme.door():
        do_revoke_token(by=acme.admin, token=row_of(token))
        do_revoke_token(by=acme.admin, token=row_of(token))
        told = AuditEntry.objects.filter(verb="token.revoke")
        assert [entry.member_id for entry in told] == [acme.admin.id], "told once"
    assert Program(token).get("tags/").status == 401


def test_a_token_ends_on_its_day(acme: Cast) -> None:
    token = token_of(acme, acme.anna, days=1)
    row = row_of(token)
    assert row.expires_at is not None
    assert timedelta(hours=23) < row.expires_at - timezone.now() <= timedelta(days=1)
    assert Program(token).get("tags/").status == 200
    ApiToken.objects.filter(id=row.id).update(expires_at=timezone.now())
    assert Program(token).get("tags/").status == 401


def test_a_membership_of_another_organisation_opens_nothing(acme: Cast, globex: Cast) -> None:
    token = token_of(acme, acme.anna)
    ApiToken.objects.update(membership_id=globex.anna.membership_id)
    assert Program(token).get("tags/").status == 401


def test_its_use_is_written_down_once_a_minute(acme: Cast) -> None:
    token = token_of(acme, acme.anna)
    assert Program(token).get("tags/").status == 200
    first = row_of(token).last_used_at
    assert first is not None
    assert Program(token).get("tags/").status == 200
    assert row_of(token).last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    assert Program(token).get("tags/").status == 200
    used = row_of(token).last_used_at
    assert used is not None
    assert used >= first


def test_each_scope_opens_its_own_methods_only(acme: Cast) -> None:
    push: dict[str, list[object]] = {"messages": []}
    path = f"channels/{acme.channel_id}/messages/"
    statuses = {
        scope: (
            program(acme, acme.anna, scope).get("cases/").status,
            program(acme, acme.anna, scope).post(path, push).status,
            program(acme, acme.anna, scope).post("cases/1/resolve/").status,
        )
        for scope in (READ, PUSH, WRITE)
    }
    assert statuses == {READ: (200, 403, 403), PUSH: (403, 200, 403), WRITE: (403, 403, 404)}


def test_who_acts_in_nobodys_name_may_not_work_on_cases(acme: Cast) -> None:
    with pytest.raises(Refused), acme.door():
        check_make_token(name="bot", scopes=[WRITE], acts_as=None, days=None)
    with acme.door():
        _row, token = do_make_token(
            by=None, name="bot", scopes=[READ, WRITE], acts_as=None, days=None
        )
    assert Program(token).get("cases/").status == 200
    assert Program(token).post("cases/1/resolve/").status == 403


def test_no_token_stands_in_a_log(acme: Cast, caplog: pytest.LogCaptureFixture) -> None:
    token = token_of(acme, acme.anna)
    with caplog.at_level(logging.DEBUG):
        Program(token).get("cases/7/")
        Program(f"{token}x").get("cases/")
        Program(token).send_raw("POST", "cases/7/notes/", b"{")
    assert caplog.text
    assert token not in caplog.text


def test_a_token_that_asks_too_often_has_to_wait(acme: Cast, settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    busy, other = program(acme, acme.anna), program(acme, acme.amir)
    assert [busy.get("tags/").status for _ in range(4)] == [200, 200, 200, 429]
    said = busy.get("tags/")
    assert 0 < int(said.headers["retry-after"]) <= 60
    assert said.body["code"] == "throttled"
    assert other.get("tags/").status == 200, "the limit is each token's own"


def test_the_operator_makes_tokens(acme: Cast) -> None:
    said = StringIO()
    call_command("create_token", "acme", name="  A   bot ", member="ANNA@acme.example", stdout=said)
    token = said.getvalue().strip()
    assert row_of(token).name == "A bot"
    assert row_of(token).scopes == "read write push"
    with acme.door():
        [entry] = AuditEntry.objects.filter(verb="token.make")
        assert entry.member_id is None
        assert token not in str(entry.data)
    assert Program(token).get("cases/?assignee=me").status == 200
    for wrong in (
        {"organisation": "nowhere", "name": "x"},
        {"organisation": "acme", "name": "x", "member": "nobody@acme.example"},
        {"organisation": "acme", "name": "x", "scope": [WRITE]},
        {"organisation": "acme", "name": " "},
        {"organisation": "acme", "name": "x", "days": 0},
    ):
        options = dict(wrong)
        with pytest.raises(CommandError):
            call_command("create_token", options.pop("organisation"), **options)
    assert ApiToken.objects.count() == 1
