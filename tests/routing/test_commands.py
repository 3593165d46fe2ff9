"""The operator's commands for organisations and people."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from care.core.models import Member, Membership, Organisation, Person
from care.core.tenancy import organisation_door
from routing.models import Tag, TagRoute, Team

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-secret"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARE_NEW_PASSWORD", PASSWORD)


@pytest.fixture
def acme() -> Organisation:
    call_command("create_organisation", "Acme Ltd", slug="acme")
    return Organisation.objects.get(slug="acme")


def create(*args: str, **options: Any) -> None:
    call_command("create_member", *args, **({"name": "Ada Lovelace"} | options))


def test_an_organisation_starts_with_two_lines_and_a_way_between_them(acme: Organisation) -> None:
    with organisation_door(acme.id):
        first, second = Team.objects.order_by("line__number")
        assert (first.takes_new_cases, second.takes_new_cases) == (True, False)
        over, back = TagRoute.objects.select_related("tag").order_by("tag__slug")
        assert (over.tag.slug, over.team_id) == ("second-line-support", second.id)
        assert (back.tag.slug, back.team_id) == ("technical-reply", first.id)
        assert (over.opposite_id, back.opposite_id) == (back.tag_id, over.tag_id)


def test_two_organisations_start_with_the_same_words_and_rows_of_their_own(
    acme: Organisation,
) -> None:
    call_command("create_organisation", "Globex")
    with organisation_door(acme.id):
        ours = set(Tag.objects.values_list("slug", "id"))
    with organisation_door(Organisation.objects.get(slug="globex").id):
        theirs = set(Tag.objects.values_list("slug", "id"))
    assert {slug for slug, _ in ours} == {slug for slug, _ in theirs}
    assert not ours & theirs


@pytest.mark.parametrize("slug", ["acme", "accounts", "healthz", "static", "live", "api"])
def test_an_address_that_is_taken_or_reserved_is_refused(acme: Organisation, slug: str) -> None:
    with pytest.raises(CommandError, match="taken or reserved"):
        call_command("create_organisation", "Another", slug=slug)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("slug", ["Acme", "a b", "a/b", "-a", "a_b", "%", "x" * 51])
def test_an_address_that_no_address_bar_takes_is_refused(db: None, slug: str) -> None:
    with pytest.raises(CommandError):
        call_command("create_organisation", "Another", slug=slug)
    assert not Organisation.objects.exists()


def test_a_name_without_a_letter_needs_an_address(db: None) -> None:
    with pytest.raises(CommandError, match="--slug"):
        call_command("create_organisation", "株式会社")


def test_a_new_person_can_sign_in(acme: Organisation) -> None:
    create("acme", "Ada@Acme.Example", role="admin", team=["first-line"])
    client = Client()
    client.post("/accounts/login/", {"login": "ada@acme.example", "password": PASSWORD})
    assert client.get("/").headers["Location"] == "/acme/desk/"
    with organisation_door(acme.id):
        member = Member.objects.get()
        assert (member.role, member.display_name, member.initials) == (
            "admin",
            "Ada Lovelace",
            "AL",
        )
        assert [m.team.slug for m in member.team_memberships.all()] == ["first-line"]


def test_a_person_who_is_known_keeps_name_and_password(acme: Organisation) -> None:
    create("acme", "ada@acme.example")
    call_command("create_organisation", "Globex")
    before = Person.objects.get()
    create("globex", "ADA@acme.example", name="Somebody Else")
    assert Person.objects.get().password == before.password
    assert Person.objects.get().name == "Ada Lovelace"
    assert Membership.objects.filter(person=before).count() == 2


def test_who_was_invited_and_never_came_gets_a_password(acme: Organisation) -> None:
    Person.objects.create_user(email="ada@acme.example", password=None, name="")
    create("acme", "ada@acme.example")
    person = Person.objects.get()
    assert (person.name, person.check_password(PASSWORD)) == ("Ada Lovelace", True)


def test_who_comes_back_has_their_place_again(acme: Organisation) -> None:
    create("acme", "ada@acme.example")
    Membership.objects.update(active=False)
    create("acme", "ada@acme.example", role="team_leader")
    assert Membership.objects.get().active
    with organisation_door(acme.id):
        assert Member.objects.get().role == "team_leader"


@pytest.mark.parametrize(
    ("args", "options", "sentence"),
    [
        (("nowhere", "ada@acme.example"), {}, "no organisation"),
        (("acme", "not-an-address"), {}, "not an e-mail address"),
        (("acme", "ada@acme.example"), {"team": ["no-such-team"]}, "no team no-such-team"),
        (("acme", "ada@acme.example"), {"name": "x" * 201}, "--name: .* at most 200 fit"),
        (("acme", "ada@acme.example"), {"name": " "}, "--name: "),
        (
            ("acme", f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'w' * 60}.{'v' * 60}.example"),
            {},
            "address",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_made(
    acme: Organisation, args: tuple[str, str], options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        create(*args, **options)
    assert not Person.objects.exists()


def test_a_weak_password_is_refused(acme: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARE_NEW_PASSWORD", "password")
    with pytest.raises(CommandError, match="too common"):
        create("acme", "ada@acme.example")
    assert not Person.objects.exists()


def test_the_team_of_another_organisation_is_no_team_here(acme: Organisation) -> None:
    call_command("create_organisation", "Globex")
    with organisation_door(Organisation.objects.get(slug="globex").id):
        line = Team.objects.earliest("id").line
        Team.objects.create(line=line, name="Night", slug="night", queue_name="Night")
    with pytest.raises(CommandError, match="no team night"):
        create("acme", "ada@acme.example", team=["night"])
