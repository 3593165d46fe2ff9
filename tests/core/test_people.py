"""Settings: who works here, what they may, and what becomes of their work when they leave."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client

from care.core.errors import Refused
from care.core.models import ApiToken, AuditEntry, Member, Membership, Person
from care.core.models.member import Role
from care.core.people import check_role, do_role, lock_people
from care.core.tenancy import organisation_door
from care.core.tokens import READ, do_make_token
from inbox.access import case_to_change
from inbox.actions.assign import do_assign
from inbox.models import Case, Draft, Event
from routing.models import Brand, BrandSight, Team
from routing.setup import do_create_member
from tests.cast import Cast, hire
from tests.inbox.actions.work import customer_writes

PAGE = "/acme/settings/people/"


@pytest.fixture
def acme(db: None) -> Cast:
    return hire("acme")


@pytest.fixture
def admin(acme: Cast) -> Client:
    return signed_in(acme.admin)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def page_of(member: Member, what: str = "") -> str:
    return f"{PAGE}{member.id}/{what}"


def person_of(member: Member) -> Person:
    return Person.objects.get(memberships=member.membership_id)


def change(client: Client, member: Member, **more: Any) -> Any:
    same = {"name": member.display_name, "initials": member.initials, "role": member.role}
    return client.post(page_of(member), same | {"sees": "all"} | more)


def test_everybody_is_listed_with_what_they_may(acme: Cast, admin: Client) -> None:
    page = admin.get(PAGE).content.decode()
    for words in ("Ada", "anna@acme.example", "Team leader", "First line", "On shift", "never"):
        assert words in page, words
    found = admin.get(PAGE, {"q": "ANNA@"}).content.decode()
    assert "anna@acme.example" in found
    assert "tess@acme.example" not in found
    assert "Nobody of that name" in admin.get(PAGE, {"q": "%_"}).content.decode()


def test_role_teams_brands_name_and_initials_change_and_are_written_down(
    acme: Cast, admin: Client
) -> None:
    with acme.door():
        second = Team.objects.get(slug="second-line")
        brand = Brand.objects.create(name="Other", slug="other")
    annas = signed_in(acme.anna)
    answer = change(
        admin,
        acme.anna,
        name="Anna B.",
        initials="AB",
        role="team_leader",
        teams=[second.id],
        sees="some",
        brands=[brand.id],
    )
    assert answer.status_code == 303
    assert annas.get("/acme/desk/").headers["Location"].startswith("/accounts/login/")
    with acme.door():
        anna = Member.objects.get(id=acme.anna.id)
        assert (anna.display_name, anna.initials, anna.role) == ("Anna B.", "AB", "team_leader")
        assert [row.team_id for row in anna.team_memberships.all()] == [second.id]
        assert [row.brand_id for row in BrandSight.objects.filter(member=anna)] == [brand.id]
        told = {entry.verb: entry.data for entry in AuditEntry.objects.all()}
        assert told["member.role"] == {"role": ["agent", "team_leader"]}
        assert told["member.rename"] == {"name": ["Anna", "Anna B."], "initials": ["A", "AB"]}
        assert told["member.teams"] == {"teams": [["First line"], ["Second line"]]}
        assert told["member.sight"] == {"brands": ["all", ["Other"]]}


def test_what_stays_as_it_is_writes_nothing(acme: Cast, admin: Client) -> None:
    with acme.door():
        first = Team.objects.get(slug="first-line")
    annas = signed_in(acme.anna)
    assert change(admin, acme.anna, teams=[first.id]).status_code == 303
    assert annas.get("/acme/desk/").headers["Location"].startswith("/acme/desk/")
    with acme.door():
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"name": "x" * 201}, {"initials": "ABCDE"}, {"role": "owner"}, {"role": ""}],
    ids=str,
)
def test_what_cannot_be_is_refused(acme: Cast, admin: Client, wrong: dict[str, str]) -> None:
    answer = change(admin, acme.anna, **wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    with acme.door():
        assert Member.objects.get(id=acme.anna.id).display_name == "Anna"


def test_a_brand_of_another_organisation_is_no_choice(acme: Cast, admin: Client) -> None:
    globex = hire("globex")
    with globex.door():
        theirs = Brand.objects.earliest("id").id
    assert change(admin, acme.anna, sees="some", brands=[theirs]).status_code == 422
    with acme.door():
        assert not BrandSight.objects.exists()


def test_the_last_admin_stays(acme: Cast, admin: Client) -> None:
    refused = change(admin, acme.admin, role="agent")
    assert refused.status_code == 422
    assert "the last admin" in refused.content.decode()
    assert admin.post(page_of(acme.admin, "leave/"), {"sure": "yes"}).status_code == 422
    assert change(admin, acme.anna, role="admin").status_code == 303
    demoted = change(admin, acme.admin, role="agent")
    assert demoted.headers["Location"] == "/acme/settings/"
    assert admin.get("/acme/settings/").status_code == 200, "still signed in, as an agent"
    assert admin.get(PAGE).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_take_the_role_from_each_other_one_stays() -> None:
    acme = hire("acme")
    with acme.door():
        do_role(by=acme.admin, member=acme.leader, role=Role.ADMIN)
    locked, answers = threading.Event(), []

    def take_from(victim: Member, by: Member, *, first: bool) -> None:
        try:
            with organisation_door(acme.id):
                if not first:
                    locked.wait(10)
                lock_people()
                if first:
                    locked.set()
                    wait_until_somebody_waits()
                member = Member.objects.get(id=victim.id)
                check_role(member=member, role=Role.AGENT)
                do_role(by=by, member=member, role=Role.AGENT)
                answers.append("done")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=take_from, args=(acme.leader, acme.admin), kwargs={"first": True}),
        threading.Thread(target=take_from, args=(acme.admin, acme.leader), kwargs={"first": False}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["done", "refused"]
    with acme.door():
        assert Member.objects.filter(role=Role.ADMIN).count() == 1


def wait_until_somebody_waits() -> None:
    """Until the other transaction stands before the lock."""
    for _ in range(1_000):
        with connection.cursor() as cursor:
            # Not pg_stat_activity: within a transaction that shows what it showed first.
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")


# Leaving


@pytest.fixture
def busy(acme: Cast) -> Cast:
    """Anna works on one case, speaks to the customer of another, and has begun to write."""
    with acme.door():
        for number in range(2):
            customer_writes(acme, "My router is down.", customer=f"kim{number}")
        one, other = Case.objects.order_by("id")
        for case in (one, other):
            do_assign(member=acme.anna, case=case_to_change(acme.anna, case.id), to=acme.anna)
        Case.objects.filter(id=other.id).update(assignee=None)
        Draft.objects.create(
            member=acme.anna, case=one, pen="reply", text="Hi", written_at=one.opened_at
        )
        do_make_token(by=acme.admin, name="x", scopes=[READ], acts_as=acme.anna, days=None)
    return acme


def test_before_somebody_leaves_it_is_said_what_will_happen(busy: Cast, admin: Client) -> None:
    page = " ".join(admin.get(page_of(busy.anna, "leave/")).content.decode().split())
    assert "1 case they work on goes back to its queue" in page
    assert "Of 1 more case they are the owner" in page
    assert "1 draft is kept" in page
    assert "1 API token" in page
    assert admin.post(page_of(busy.anna, "leave/")).status_code == 422
    assert Membership.objects.get(id=busy.anna.membership_id).active


def test_who_leaves_is_out_and_their_work_goes_on(busy: Cast, admin: Client) -> None:
    annas = signed_in(busy.anna)
    before = person_of(busy.anna).auth_version
    admin.post(page_of(busy.anna, "leave/"), {"sure": "yes"})
    assert annas.get("/acme/desk/").headers["Location"].startswith("/accounts/login/")
    assert signed_in(busy.anna).get("/acme/desk/").status_code == 404
    assert person_of(busy.anna).auth_version > before
    assert ApiToken.objects.get().revoked_at is not None
    with busy.door():
        held = Case.objects.filter(Q(assignee=busy.anna) | Q(owner=busy.anna))
        assert not held.exists()
        assert Case.objects.earliest("id").legs.get(ended_at__isnull=True).assignee_id is None
        assert Draft.objects.count() == 1
        told = AuditEntry.objects.get(verb="member.leave")
        assert told.data == {"tokens": 1, "drafts": 1}
        assert Event.objects.filter(kind="assigned", member_id=busy.admin.id).count() == 1
    page = admin.get(page_of(busy.anna)).content.decode()
    assert "1 draft of theirs is kept" in page


def test_who_comes_back_has_their_place_again(busy: Cast, admin: Client) -> None:
    person = person_of(busy.anna)
    person.set_password("a-long-enough-secret")
    person.save()
    admin.post(page_of(busy.anna, "leave/"), {"sure": "yes"})
    admin.post(page_of(busy.anna, "return/"))
    assert signed_in(busy.anna).get("/acme/desk/views/open/").status_code == 200
    with busy.door():
        assert not Member.objects.get(id=busy.anna.id).available


def test_a_link_for_a_new_password_is_shown_once_and_works_once(acme: Cast, admin: Client) -> None:
    page = admin.post(page_of(acme.anna, "password/")).content.decode()
    found = re.search(r'value="http://[^/"]+(/accounts/password/reset/key/[^"]+)"', page)
    assert found is not None
    assert found[1] not in admin.get(page_of(acme.anna)).content.decode()
    browser = Client()
    form = browser.get(found[1], follow=True)
    new = {"password1": "quite-another-secret", "password2": "quite-another-secret"}
    browser.post(form.redirect_chain[-1][0], new)
    assert person_of(acme.anna).check_password("quite-another-secret")


def test_an_admin_makes_no_password_that_opens_other_organisations(
    acme: Cast, admin: Client
) -> None:
    globex = hire("globex")
    with globex.door():
        do_create_member(
            organisation=globex.organisation,
            email="anna@acme.example",
            name="Anna",
            password=None,
            role=Role.ADMIN,
            teams=(),
        )
    answer = admin.post(page_of(acme.anna, "password/"))
    assert answer.status_code == 422
    assert "other organisations too" in answer.content.decode()


def test_for_others_the_pages_are_not_there(acme: Cast) -> None:
    for member in (acme.anna, acme.leader, hire("globex").admin):
        client = signed_in(member)
        for path in (PAGE, f"{PAGE}invite/", page_of(acme.tess), page_of(acme.tess, "leave/")):
            assert client.get(path).status_code == 404
            assert client.post(path, {"sure": "yes"}).status_code in {404, 405}
        for what in ("link/", "withdraw/", "password/", "return/", "hand-back/"):
            assert client.post(page_of(acme.tess, what)).status_code == 404
