"""Somebody is invited, and takes their place by a link that works once, for a week, for them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from care.core.models import AuditEntry, Invitation, Mail, Member, Membership, Person
from routing.models import Brand, BrandSight, Team, TeamMember
from tests.cast import Cast, hire
from tests.core.mails import links_in, posted

pytestmark = pytest.mark.django_db

PAGE = "/acme/settings/people/"
NEW = {"name": "Nora Weiss", "password": "a-long-enough-secret"}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


@pytest.fixture
def admin(acme: Cast) -> Client:
    return signed_in(Person.objects.get(memberships=acme.admin.membership_id))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def invite(admin: Client, email: str = "nora@acme.example", **more: Any) -> str:
    """The path of the link that the page shows."""
    answer = admin.post(f"{PAGE}invite/", {"email": email, "role": "agent"} | more)
    assert answer.status_code == 200, answer.content
    return shown_link(answer)


def shown_link(answer: Any) -> str:
    found = re.search(
        r'value="http://[^/"]+(/accounts/invitation/[\w-]{43}/)"', answer.content.decode()
    )
    assert found is not None
    return found[1]


def test_somebody_new_chooses_name_and_password_and_is_in(acme: Cast, admin: Client) -> None:
    with acme.door():
        team, brand = Team.objects.get(slug="first-line"), Brand.objects.create(name="B", slug="b")
    link = invite(admin, teams=[team.id], sees="some", brands=[brand.id])
    browser = Client()
    assert "nora@acme.example" in browser.get(link).content.decode()
    answer = browser.post(link, NEW)
    assert answer.headers["Location"] == "/acme/desk/"
    assert browser.get("/acme/desk/queues/first-line/").status_code == 200
    person = Person.objects.get(email="nora@acme.example")
    assert person.check_password(NEW["password"])
    with acme.door():
        member = Member.objects.get(membership__person=person)
        assert (member.display_name, member.initials, member.role) == ("Nora Weiss", "NW", "agent")
        assert [row.team for row in TeamMember.objects.filter(member=member)] == [team]
        assert [row.brand for row in BrandSight.objects.filter(member=member)] == [brand]
        verbs = AuditEntry.objects.order_by("id").values_list("verb", flat=True)
        assert {"member.invite", "member.teams", "member.sight", "member.accept"} <= set(verbs)


def test_before_that_nobody_is_in(acme: Cast, admin: Client) -> None:
    invite(admin)
    person = Person.objects.get(email="nora@acme.example")
    assert signed_in(person).get("/acme/desk/").status_code == 404
    assert not person.has_usable_password()


def test_a_link_works_once(acme: Cast, admin: Client) -> None:
    link = invite(admin)
    Client().post(link, NEW)
    for answer in (Client().get(link), Client().post(link, NEW | {"password": "another-secret-1"})):
        assert answer.status_code == 404
    assert Person.objects.get(email="nora@acme.example").check_password(NEW["password"])


def test_a_new_link_replaces_the_old_one_and_a_withdrawn_one_is_gone(
    acme: Cast, admin: Client
) -> None:
    first = invite(admin)
    member_id = int(Invitation.objects.get().membership_id)
    with acme.door():
        member_id = Member.objects.get(membership_id=member_id).id
    second = shown_link(admin.post(f"{PAGE}{member_id}/link/"))
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    admin.post(f"{PAGE}{member_id}/withdraw/")
    assert Client().get(second).status_code == 404
    assert "Invitation ended" in admin.get(PAGE).content.decode()


def test_after_a_week_it_has_ended(acme: Cast, admin: Client) -> None:
    link = invite(admin)
    ends = Invitation.objects.get().expires_at
    assert timedelta(days=6, hours=23) < ends - timezone.now() <= timedelta(days=7)
    Invitation.objects.update(expires_at=timezone.now())
    assert Client().post(link, NEW).status_code == 404
    assert not Membership.objects.get(person__email="nora@acme.example").active


def test_who_has_an_account_only_says_yes(acme: Cast, admin: Client) -> None:
    globex = hire("globex")
    tess = Person.objects.get(memberships=globex.tess.membership_id)
    tess.set_password("what-tess-knows")
    tess.save()
    link = invite(admin, "Tess@Globex.example")
    to_sign_in = Client().get(link).headers["Location"]
    assert to_sign_in == f"/accounts/login/?next={link}"
    assert Client().post(link, NEW).headers["Location"] == to_sign_in
    browser = signed_in(tess)
    assert "Yes, I join" in browser.get(link).content.decode()
    assert browser.post(link).headers["Location"] == "/acme/desk/"
    assert browser.get("/acme/desk/views/open/").status_code == 200
    tess.refresh_from_db()
    assert (tess.name, tess.check_password("what-tess-knows")) == ("Tess", True)


def test_nobody_takes_the_place_of_somebody_else(acme: Cast, admin: Client) -> None:
    globex = hire("globex")
    tess = Person.objects.get(memberships=globex.tess.membership_id)
    tess.set_password("what-tess-knows")
    tess.save()
    link = invite(admin, tess.email)
    anna = signed_in(Person.objects.get(memberships=acme.anna.membership_id))
    assert "for somebody else" in anna.post(link).content.decode()
    assert not Membership.objects.get(person=tess, organisation=acme.organisation).active


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "no text yet"),
        ({"name": "x" * 201}, "Shorten it"),
        ({"name": "a\ud800"}, "cannot be stored"),
        ({"password": ""}, "Choose a password"),
        ({"password": "password"}, "too common"),
        ({"password": "nora@acme.example"}, "too similar"),
    ],
    ids=str,
)
def test_a_weak_password_and_an_empty_name_are_refused(
    acme: Cast, admin: Client, wrong: dict[str, str], sentence: str
) -> None:
    link = invite(admin)
    answer = Client().post(
        link,
        NEW
        | {
            k: v.encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in v else v
            for k, v in wrong.items()
        },
    )
    if answer.status_code != 302:
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not Membership.objects.get(person__email="nora@acme.example").active


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "nora"}, "not an e-mail address"),
        ({"email": "anna@acme.example"}, "has a place here already"),
        ({"email": "ANNA@acme.example"}, "has a place here already"),
        ({"email": f"{'x' * 64}@{'y' * 190}.example"}, ""),
        ({"role": "owner"}, "Choose again"),
        ({"teams": ["0"]}, "Choose again"),
        ({"teams": ["abc"]}, "Choose again"),
        ({"sees": "some"}, "at least one brand"),
    ],
    ids=str,
)
def test_what_cannot_be_invited_is_refused_and_leaves_nothing(
    acme: Cast, admin: Client, typed: dict[str, Any], sentence: str
) -> None:
    people = Person.objects.count()
    answer = admin.post(f"{PAGE}invite/", {"email": "nora@acme.example", "role": "agent"} | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Person.objects.count() == people
    assert not Invitation.objects.exists()


def test_a_team_of_another_organisation_is_no_choice(acme: Cast, admin: Client) -> None:
    globex = hire("globex")
    with globex.door():
        theirs = Team.objects.earliest("id").id
    answer = admin.post(
        f"{PAGE}invite/", {"email": "nora@acme.example", "role": "agent", "teams": [theirs]}
    )
    assert answer.status_code == 422


def test_it_is_mailed_when_mail_works(acme: Cast, admin: Client, settings: Any) -> None:
    invite(admin)
    assert not Mail.objects.exists()
    settings.MAIL_HOST = "127.0.0.1"
    link = invite(admin, "olaf@acme.example")
    [letter] = posted()
    assert letter.to == "olaf@acme.example"
    assert "Acme" in letter.subject
    assert links_in(letter) == [link]
