"""Settings: how a member wants the desk, where they are signed in, and their second factor."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from care.core.accounts import Place
from care.core.models import Member, Person
from tests.cast import Cast, hire

pytestmark = pytest.mark.django_db

PAGE = "/acme/settings/me/"
SIGN_IN = "/accounts/login/"
PASSWORD = "a-long-enough-secret"
FORM = {"name": "Anna", "initials": "AN", "theme": "auto", "density": "roomy"}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


@pytest.fixture
def anna(acme: Cast) -> Person:
    person = Person.objects.get(memberships=acme.anna.membership_id)
    person.set_password(PASSWORD)
    person.save()
    return person


def signed_in(person: Person, **headers: str) -> Client:
    client = Client(headers=headers)
    answer = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def body_of(client: Client, path: str = "/acme/desk/views/open/") -> str:
    found = re.search(r"<body[^>]*>", client.get(path).content.decode())
    assert found is not None
    return found[0]


def test_wishes_are_kept_and_take_effect(acme: Cast, anna: Person) -> None:
    client = signed_in(anna)
    assert 'data-single-keys="off"' not in body_of(client)
    wishes = {"theme": "dark", "density": "compact", "sound": "on", "quiet_from": "22:00"}
    saved = client.post(PAGE, FORM | wishes | {"quiet_until": "07:30"})
    assert saved.status_code == 303
    assert 'data-density="compact" data-single-keys="off"' in body_of(client)
    page = client.get("/acme/desk/views/open/").content.decode()
    assert 'data-theme="dark"' in page
    profile = client.get(PAGE).content.decode()
    assert 'value="07:30"' in profile
    assert 'name="sound" value="on" checked' in profile
    with acme.door():
        member = Member.objects.get(id=acme.anna.id)
        assert (member.sound, member.single_keys, str(member.quiet_from)) == (
            True,
            False,
            "22:00:00",
        )
        assert Member.objects.get(id=acme.tess.id).density == "roomy"


def test_what_the_member_set_wins_over_the_cookie_of_the_screen(anna: Person) -> None:
    client = signed_in(anna)
    client.cookies["care_theme"] = "dark"
    assert 'data-theme="dark"' not in client.get("/acme/desk/views/open/").content.decode()
    assert 'data-theme="dark"' in client.get("/accounts/password/change/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"initials": "ABCDE"},
        {"theme": "pink"},
        {"density": ""},
        {"quiet_from": "22:00"},
        {"quiet_from": "25:00", "quiet_until": "07:00"},
        {"quiet_from": "07:00", "quiet_until": "07:00"},
    ],
    ids=str,
)
def test_what_cannot_be_is_said_beside_what_was_typed(
    acme: Cast, anna: Person, wrong: dict[str, str]
) -> None:
    answer = signed_in(anna).post(PAGE, FORM | {"name": "Annabel"} | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "name" in wrong or 'value="Annabel"' in page
    with acme.door():
        assert Member.objects.get(id=acme.anna.id).display_name == "Anna"


def test_who_signs_out_everywhere_else_stays_here(anna: Person) -> None:
    here = signed_in(anna, user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    there = signed_in(
        anna, user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140"
    )
    page = here.get(PAGE).content.decode()
    assert "Firefox on Linux" in page
    assert "Edge on Windows" in page
    answer = here.post(f"{PAGE}sessions/end/", follow=True).content.decode()
    assert "signed out at 1 other place" in answer
    assert "Edge on Windows" not in answer
    assert there.get(PAGE).status_code == 302
    assert Person.objects.get(id=anna.id).auth_version > anna.auth_version


def test_a_place_that_signed_out_is_no_place(anna: Person) -> None:
    here, there = signed_in(anna), signed_in(anna, user_agent="Opera OPR/99 Linux")
    there.post("/accounts/logout/")
    assert "Opera" not in here.get(PAGE).content.decode()


def test_a_browser_that_nobody_knows_is_shown_as_it_is() -> None:
    now = datetime.now(UTC)
    assert Place("curl/8", now, here=False).browser == "curl/8"
    assert Place("", now, here=False).browser.startswith("A browser that does not say")


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def switched_on(client: Client) -> str:
    """The secret of the app."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'id="secret" value="(\w+)"', page)
    assert found is not None
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(found[1])})
    return found[1]


def test_with_a_second_factor_the_password_alone_opens_nothing(anna: Person) -> None:
    with time_machine.travel("2026-05-05T10:00:00Z", tick=False) as clock:
        client = signed_in(anna)
        secret = switched_on(client)
        codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
        assert "10 codes of 10 are left" in codes
        assert "On: a code of your app" in client.get(PAGE).content.decode()
        stored = str(Authenticator.objects.values_list("data", flat=True))
        assert secret not in stored, "sealed"

        browser = signed_in(anna)
        assert browser.get(PAGE).status_code == 302
        wrong = browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
        assert wrong.status_code == 200
        assert browser.get(PAGE).status_code == 302
        clock.shift(60)
        browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert browser.get(PAGE).status_code == 200

        [code] = re.findall(r"<code>(\d+)</code>", codes)[:1]
        other = signed_in(anna)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert other.get(PAGE).status_code == 200
        again = signed_in(anna)
        again.post("/accounts/2fa/authenticate/", {"code": code})
        assert again.get(PAGE).status_code == 302, "a recovery code opens once"


def test_switching_it_off_asks_who_it_is(anna: Person) -> None:
    with time_machine.travel("2026-05-05T10:00:00Z", tick=False) as clock:
        client = signed_in(anna)
        switched_on(client)
        clock.shift(3600)
        asked = client.post("/accounts/2fa/totp/deactivate/")
        assert "reauthenticate" in asked.headers["Location"]
        assert Authenticator.objects.exists()
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post("/accounts/2fa/totp/deactivate/")
        assert not Authenticator.objects.exists()
