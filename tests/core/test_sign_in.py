"""Who gets in, who does not, and what neither may learn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, override_settings

from care.core.models import Membership, Person
from care.core.models.member import Role
from care.core.tenancy import organisation_door
from routing.setup import do_create_member
from tests.cast import Cast, hire
from tests.core.mails import links_in, posted

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-secret"
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


@pytest.fixture
def anna(acme: Cast) -> Person:
    return with_password(Person.objects.get(email="anna@acme.example"))


@pytest.fixture
def both(acme: Cast, anna: Person) -> Person:
    """Anna has a place in globex too."""
    globex = hire("globex").organisation
    with organisation_door(globex.id):
        do_create_member(
            organisation=globex,
            email=anna.email.upper(),
            name="Anna",
            password=None,
            role=Role.AGENT,
            teams=(),
        )
    return anna


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def sign_in(
    client: Client, email: str, password: str = PASSWORD, *, follow: bool = False, **more: str
) -> Any:
    return client.post(
        SIGN_IN,
        {"login": email, "password": password} | more,
        follow=follow,
        REMOTE_ADDR="10.0.0.1",
    )


def is_signed_in(client: Client) -> bool:
    return client.get("/").headers.get("Location", "") != f"{SIGN_IN}?next=/"


def shown(response: Any, email: str) -> str:
    body = response.getvalue().decode().replace(email, "")
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", body)


def test_a_person_of_one_organisation_comes_straight_to_its_desk(anna: Person) -> None:
    client = Client()
    assert sign_in(client, anna.email).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/acme/desk/"


def test_the_address_may_be_typed_in_any_case(anna: Person) -> None:
    client = Client()
    sign_in(client, "Anna@ACME.example")
    assert is_signed_in(client)


def test_a_person_of_two_organisations_chooses(both: Person) -> None:
    client = Client()
    sign_in(client, both.email)
    page = client.get("/")
    assert page.status_code == 200
    for slug in ("acme", "globex"):
        assert f'href="/{slug}/desk/"' in page.getvalue().decode()
        assert client.get(f"/{slug}/desk/").status_code == 302


def test_a_membership_that_ended_is_neither_shown_nor_open(both: Person) -> None:
    client = Client()
    sign_in(client, both.email)
    Membership.objects.filter(person=both, organisation__slug="globex").update(active=False)
    assert client.get("/").headers["Location"] == "/acme/desk/"
    assert client.get("/globex/desk/").status_code == 404
    assert client.get("/acme/desk/").status_code == 302


def test_a_person_without_a_place_is_told_so(anna: Person) -> None:
    Membership.objects.filter(person=anna).update(active=False)
    client = Client()
    sign_in(client, anna.email)
    page = client.get("/")
    assert page.status_code == 200
    assert "No organisation yet" in page.getvalue().decode()
    assert client.get("/acme/desk/").status_code == 404


def test_a_disabled_person_does_not_get_in(anna: Person) -> None:
    anna.is_active = False
    anna.save(update_fields=["is_active"])
    client = Client()
    sign_in(client, anna.email)
    assert not is_signed_in(client)


def test_disabling_a_person_ends_their_session(anna: Person) -> None:
    client = Client()
    sign_in(client, anna.email)
    Person.objects.filter(id=anna.id).update(is_active=False)
    assert not is_signed_in(client)


def test_raising_the_version_of_a_persons_rights_ends_every_session(anna: Person) -> None:
    clients = [Client(), Client()]
    for client in clients:
        sign_in(client, anna.email)
        assert is_signed_in(client)
    Person.objects.filter(id=anna.id).update(auth_version=anna.auth_version + 1)
    assert not any(is_signed_in(client) for client in clients)


def test_a_new_password_ends_sessions_made_with_the_old_one(anna: Person) -> None:
    client = Client()
    sign_in(client, anna.email)
    anna.set_password("another-long-secret")
    anna.save(update_fields=["password"])
    assert not is_signed_in(client)


def test_the_session_has_a_new_id_after_sign_in(anna: Person) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by whoever knew the id"
    session.save()
    before = client.cookies["sessionid"].value
    sign_in(client, anna.email)
    assert client.cookies["sessionid"].value != before
    stranger = Client()
    stranger.cookies["sessionid"] = before
    assert not is_signed_in(stranger)


def test_cookies_are_for_the_browser_alone(anna: Person) -> None:
    client = Client()
    client.get(SIGN_IN)
    sign_in(client, anna.email)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_signing_out_takes_a_click_and_ends_the_session(anna: Person) -> None:
    client = Client()
    sign_in(client, anna.email)
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    assert not is_signed_in(client)
    assert not is_signed_in(stolen)


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(anna: Person) -> None:
    wrong = sign_in(Client(), anna.email, "wrong")
    unknown = sign_in(Client(), "nobody@acme.example", "wrong")
    assert wrong.status_code == unknown.status_code == 200
    assert shown(wrong, anna.email) == shown(unknown, "nobody@acme.example")


def test_after_five_failures_not_even_the_right_password_opens(anna: Person) -> None:
    for attempt in range(5):
        sign_in(Client(), anna.email, f"guess {attempt}")
    client = Client()
    sign_in(client, anna.email)
    assert not is_signed_in(client)


def test_a_forged_address_of_the_client_does_not_lift_the_throttle(anna: Person) -> None:
    for attempt in range(30):
        response = Client().post(
            SIGN_IN,
            {"login": f"guess{attempt}@acme.example", "password": "guess"},
            headers={"X-Forwarded-For": f"198.51.100.{attempt}"},
            REMOTE_ADDR="10.0.0.1",
        )
    client = Client()
    sign_in(client, anna.email)
    assert response.status_code in {200, 429}
    assert not is_signed_in(client)


def test_failures_of_one_person_do_not_lock_out_another(acme: Cast, anna: Person) -> None:
    tess = with_password(Person.objects.get(email="tess@acme.example"))
    for attempt in range(6):
        sign_in(Client(), anna.email, f"guess {attempt}")
    client = Client()
    sign_in(client, tess.email)
    assert is_signed_in(client)


def test_nobody_signs_up_alone(acme: Cast) -> None:
    people = Person.objects.count()
    page = Client().get("/accounts/signup/")
    assert 'name="password1"' not in page.getvalue().decode()
    Client().post("/accounts/signup/", {"email": "new@acme.example", "password1": PASSWORD})
    assert Person.objects.count() == people


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\thttps://evil.example",
    ],
)
def test_nobody_is_sent_away_after_sign_in(anna: Person, elsewhere: str) -> None:
    client = Client()
    assert sign_in(client, anna.email, next=elsewhere).headers["Location"] == "/"
    signed_in_already = client.get(SIGN_IN, {"next": elsewhere})
    assert signed_in_already.headers["Location"] == "/"


def test_who_was_interrupted_comes_back_to_the_page(anna: Person) -> None:
    client = Client()
    to_sign_in = client.get("/acme/desk/cases/5/?in=views/open").headers["Location"]
    assert to_sign_in == "/accounts/login/?next=/acme/desk/cases/5/%3Fin%3Dviews/open"
    page = client.get(to_sign_in).getvalue().decode()
    assert 'value="/acme/desk/cases/5/?in=views/open"' in page


@override_settings(ALLOWED_HOSTS=["127.0.0.1"])
def test_a_forged_host_is_refused() -> None:
    for headers in ({"Host": "evil.example"}, {"Host": "127.0.0.1@evil.example"}):
        assert Client().get(SIGN_IN, headers=headers).status_code == 400


def test_asking_for_a_new_password_tells_nobody_who_is_known(anna: Person) -> None:
    known = Client().post("/accounts/password/reset/", {"email": anna.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@acme.example"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [letter.to for letter in posted()] == [anna.email]


def test_the_link_for_a_new_password_leads_to_our_own_address(anna: Person, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        "/accounts/password/reset/", {"email": anna.email}, headers={"Host": "evil.example"}
    )
    [letter] = posted()
    assert "evil.example" not in letter.body
    assert settings.ORIGIN in letter.body


def test_the_link_for_a_new_password_works_once(anna: Person) -> None:
    Client().post("/accounts/password/reset/", {"email": anna.email})
    [link] = links_in(posted()[0])
    client = Client()
    form = client.get(link, follow=True)
    assert form.status_code == 200
    new = {"password1": "quite-another-secret", "password2": "quite-another-secret"}
    client.post(form.redirect_chain[-1][0], new)
    anna.refresh_from_db()
    assert anna.check_password("quite-another-secret")
    again = Client().get(link, follow=True).getvalue().decode()
    assert 'name="password1"' not in again


def test_a_new_password_ends_every_session_and_stream(anna: Person) -> None:
    browser = Client()
    sign_in(browser, anna.email)
    Client().post("/accounts/password/reset/", {"email": anna.email})
    client = Client()
    form = client.get(links_in(posted()[0])[0], follow=True)
    new = {"password1": "quite-another-secret", "password2": "quite-another-secret"}
    client.post(form.redirect_chain[-1][0], new)
    assert not is_signed_in(browser)
    assert not is_signed_in(client)
    assert Person.objects.get(id=anna.id).auth_version > anna.auth_version


def test_a_sixth_link_within_the_hour_is_refused_for_known_and_unknown_alike(anna: Person) -> None:
    for email in (anna.email, "nobody@acme.example"):
        for _ in range(5):
            assert ask_for_a_link(email).status_code == 302
        assert ask_for_a_link(email).status_code == 429
    assert len(posted()) == 5


def ask_for_a_link(email: str) -> Any:
    return Client().post("/accounts/password/reset/", {"email": email})


def test_a_disabled_person_gets_the_answer_of_a_wrong_password(anna: Person) -> None:
    Person.objects.filter(id=anna.id).update(is_active=False)
    right = sign_in(Client(), anna.email)
    wrong = sign_in(Client(), anna.email, "wrong")
    assert (right.status_code, right.headers.get("Location")) == (200, None)
    assert shown(right, anna.email) == shown(wrong, anna.email)
    for _ in range(3):
        sign_in(Client(), anna.email)
    # The right one counts as a failure too, or the throttle would tell.
    assert "Too many" in shown(sign_in(Client(), anna.email), anna.email)


def test_who_changes_the_password_stays_here_and_is_out_elsewhere(anna: Person) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, anna.email)
    new = {"password1": "quite-another-secret", "password2": "quite-another-secret"}
    here.post("/accounts/password/change/", new | {"oldpassword": PASSWORD})
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    page = here.get("/acme/settings/me/").getvalue().decode()
    assert page.count("since ") == 1, "its row went along with the session's new key"
