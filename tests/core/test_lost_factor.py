"""A second factor that was lost: who takes it off, who may not, and who is told."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from care.core.models import AuditEntry, Member, Organisation, Person
from care.core.models.mail import Mail
from care.core.models.member import Role
from care.core.tenancy import organisation_door
from routing.setup import do_create_member
from tests.cast import Cast, hire
from tests.core.mails import posted

pytestmark = pytest.mark.django_db
PAGE = "/acme/settings/people/"


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


def person_of(member: Member) -> Person:
    return Person.objects.get(memberships=member.membership_id)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(person_of(member))
    return client


def guarded(member: Member) -> Person:
    person = person_of(member)
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=person, type=kind, data={})
    return person


def take_off(admin: Client, member: Member) -> str:
    return admin.post(f"{PAGE}{member.id}/second-factor/", follow=True).content.decode()


def test_an_admin_takes_it_off_and_the_person_is_told(acme: Cast, settings: object) -> None:
    settings.MAIL_HOST = "mail.example"  # type: ignore[attr-defined]
    anna, admin = guarded(acme.anna), signed_in(acme.admin)
    annas = signed_in(acme.anna)
    assert "Take the second factor off" in admin.get(f"{PAGE}{acme.anna.id}/").content.decode()
    assert "is off, and they are signed out" in take_off(admin, acme.anna)
    assert not Authenticator.objects.filter(user=anna).exists(), "the recovery codes neither"
    assert annas.get("/acme/desk/").status_code == 302, "their sessions are over"
    [letter] = posted()
    assert (letter.to, "Ada has taken" in letter.body) == (anna.email, True)
    with acme.door():
        entry = AuditEntry.objects.get(verb="member.second_factor")
        assert (entry.member_id, entry.subject) == (acme.admin.id, f"member {acme.anna.id}")
    assert "has no second factor" in take_off(admin, acme.anna)


def test_without_a_mail_server_the_admin_is_asked_to_tell_them(acme: Cast) -> None:
    guarded(acme.anna)
    assert "Tell them: no mail server is set." in take_off(signed_in(acme.admin), acme.anna)
    assert not Mail.objects.exists()


def test_nobody_takes_off_their_own_nor_what_guards_another_organisation(acme: Cast) -> None:
    admin, other = signed_in(acme.admin), hire("globex")
    guarded(acme.admin)
    assert "in your profile" in take_off(admin, acme.admin)
    anna = guarded(acme.anna)
    with organisation_door(other.id):
        do_create_member(
            organisation=Organisation.objects.get(id=other.id),
            email=anna.email,
            name="Anna",
            password=None,
            role=Role.AGENT,
            teams=[],
        )
    assert "Only the operator" in take_off(admin, acme.anna)
    assert Authenticator.objects.count() == 4
    agents = signed_in(acme.tess).post(f"{PAGE}{acme.anna.id}/second-factor/")
    assert agents.status_code == 404


def test_the_operator_takes_it_off_anybody_also_the_last_admin(acme: Cast) -> None:
    ada = guarded(acme.admin)
    call_command("reset_second_factor", ada.email.upper())
    assert not Authenticator.objects.exists()
    [letter] = posted()
    assert letter.to == ada.email
    with acme.door():
        assert AuditEntry.objects.get(verb="member.second_factor").member is None
    for email, said in ((ada.email, "has no second factor"), ("x@y.example", "nobody's address")):
        with pytest.raises(CommandError, match=said):
            call_command("reset_second_factor", email)
