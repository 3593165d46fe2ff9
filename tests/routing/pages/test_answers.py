"""Canned answers in the settings: who may write which, and what a form is refused for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from care.core.models import AuditEntry, Member, Person
from routing.models import Brand, BrandSight, CannedAnswer, Tag, TagRoute, Team
from tests.cast import Cast, hire

PAGE = "/acme/settings/answers/"


@pytest.fixture
def acme(db: None) -> Cast:
    return hire("acme")


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def save(member: Member, path: str = "new/", **fields: Any) -> Any:
    given = {"name": "Good bye", "shortcut": "bye", "text": "Bye!", "whose": f"member:{member.id}"}
    return client_of(member).post(f"{PAGE}{path}", given | fields)


def shelf(cast: Cast, **which: Any) -> list[CannedAnswer]:
    with cast.door():
        return list(CannedAnswer.objects.filter(**which).order_by("id"))


def html(client: Client, path: str = "") -> str:
    response = client.get(f"{PAGE}{path}")
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_everybody_writes_their_own_and_nobody_else_sees_it(acme: Cast) -> None:
    assert save(acme.anna).status_code == 303
    (mine,) = shelf(acme, shortcut="bye")
    assert (mine.member_id, mine.team_id, mine.text) == (acme.anna.id, None, "Bye!")
    assert "/bye" in html(client_of(acme.anna))
    assert "/bye" not in html(client_of(acme.amir))
    assert client_of(acme.amir).get(f"{PAGE}{mine.id}/").status_code == 404
    assert client_of(acme.amir).post(f"{PAGE}{mine.id}/delete/").status_code == 404


def test_an_admin_sees_all_and_may_change_all(acme: Cast) -> None:
    save(acme.anna)
    (mine,) = shelf(acme, shortcut="bye")
    save(acme.admin, f"{mine.id}/", text="Farewell!", whose=f"member:{acme.anna.id}")
    (changed,) = shelf(acme, shortcut="bye")
    assert (changed.id, changed.text, changed.member_id) == (mine.id, "Farewell!", acme.anna.id)


def test_leaders_write_for_their_teams_and_admins_for_everybody(acme: Cast) -> None:
    with acme.door():
        first, other = Team.objects.get(slug="first-line"), Team.objects.get(slug="second-line")
        acme.leader.team_memberships.filter(team=other).delete()
    team = f"team:{first.id}"
    assert save(acme.anna, whose=team).status_code == 422
    assert save(acme.anna, whose="organisation").status_code == 422
    assert save(acme.leader, whose="organisation").status_code == 422
    assert save(acme.leader, whose=f"team:{other.id}").status_code == 422
    assert save(acme.leader, whose=team).status_code == 303
    assert save(acme.admin, whose="organisation").status_code == 303
    assert [one.team_id for one in shelf(acme, shortcut="bye")] == [first.id, None]
    assert "/bye" in html(client_of(acme.anna))


def test_what_one_may_only_read_can_be_copied(acme: Cast) -> None:
    save(acme.admin, whose="organisation")
    (theirs,) = shelf(acme, shortcut="bye")
    anna = client_of(acme.anna)
    assert "Make a copy of my own" in html(anna, f"{theirs.id}/")
    assert save(acme.anna, f"{theirs.id}/", text="Changed", whose="organisation").status_code == 422
    assert anna.post(f"{PAGE}{theirs.id}/delete/").status_code == 422
    assert shelf(acme, shortcut="bye")[0].text == "Bye!"
    assert "Bye!" in html(anna, f"new/?from={theirs.id}")


def test_an_answer_of_a_brand_is_seen_by_those_who_see_the_brand(acme: Cast) -> None:
    with acme.door():
        shop = Brand.objects.create(name="Shop", slug="shop")
        BrandSight.objects.create(member=acme.anna, brand=Brand.objects.earliest("id"))
    assert save(acme.admin, whose="organisation", brand=shop.id).status_code == 303
    assert "/bye" not in html(client_of(acme.anna))
    assert "/bye" in html(client_of(acme.amir))
    assert save(acme.anna, brand=shop.id).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"text": ""},
        {"text": "x" * 10_001},
        {"text": "a\x00b"},
        {"shortcut": "!!!"},
        {"shortcut": "x" * 61},
        {"shortcut": "hello", "whose": "organisation"},
        {"whose": "team:x"},
        {"whose": "member:99999"},
        {"brand": "99999"},
        {"do": ["add_tag:99999"]},
        {"do": ["move_to_team:99999"]},
    ],
)
def test_a_refused_form_says_why_and_loses_no_word(acme: Cast, fields: dict[str, Any]) -> None:
    before = len(shelf(acme))
    response = save(acme.admin, **fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert len(shelf(acme)) == before
    assert "Good bye" in page or "name" in fields


def test_a_macro_keeps_its_steps_and_needs_no_text(acme: Cast) -> None:
    with acme.door():
        praise = Tag.objects.get(slug="praise")
    keys = ["", f"add_tag:{praise.id}", "set_priority:low", "then:resolve"]
    assert save(acme.anna, text="", do=keys).status_code == 303
    (macro,) = shelf(acme, shortcut="bye")
    assert macro.actions == [
        {"kind": "set_priority", "priority": "low"},
        {"kind": "add_tag", "tag_id": praise.id},
        {"kind": "then", "then": "resolve"},
    ]
    page = html(client_of(acme.anna), f"{macro.id}/")
    assert f'value="add_tag:{praise.id}" checked' in page
    assert "Put Praise on" in html(client_of(acme.anna))


def test_a_macro_does_not_hand_the_case_on_and_settle_it(acme: Cast) -> None:
    with acme.door():
        route = TagRoute.objects.get(returns=False)
    response = save(acme.anna, do=[f"add_tag:{route.tag_id}", "then:resolve"])
    assert response.status_code == 422


def test_each_change_stands_in_the_audit_without_the_text(acme: Cast) -> None:
    save(acme.anna)
    (mine,) = shelf(acme, shortcut="bye")
    save(acme.anna, f"{mine.id}/", name="See you", text="See you!")
    save(acme.anna, f"{mine.id}/", name="See you", text="See you!")
    client_of(acme.anna).post(f"{PAGE}{mine.id}/delete/")
    with acme.door():
        lines = AuditEntry.objects.filter(subject=f"answer {mine.id}").order_by("id")
        told = list(lines.values_list("verb", "data"))
    assert [verb for verb, _ in told] == ["answer.make", "answer.change", "answer.remove"]
    assert told[1][1] == {"name": ["Good bye", "See you"], "text": True}
    assert shelf(acme, shortcut="bye") == []


def test_the_list_is_searched_by_shortcut_name_and_text(acme: Cast) -> None:
    save(acme.anna, text="Until the next time!")
    anna = client_of(acme.anna)
    for sought in ("/bye", "good", "next time", "BYE"):
        page = html(anna, f"?q={sought}")
        assert "Good bye" in page
        assert "/looking" not in page
    assert "No answer holds" in html(anna, "?q=%25")


def test_the_preview_fills_a_sample_and_warns_of_unknown_variables(acme: Cast) -> None:
    anna = client_of(acme.anna)
    fields = {"name": "x", "text": "Hi {{customer.first_name}}, {{customer.nmae}}", "whose": "me"}
    page = anna.post(f"{PAGE}preview/", fields).content.decode()
    assert "Hi Kim, " in page
    assert "There is no variable “customer.nmae”" in page
    assert shelf(acme, text=fields["text"]) == []


def test_the_room_is_shown_by_the_tightest_network_first(acme: Cast) -> None:
    with acme.door():
        Brand.objects.update(signature_style="^{initials}")
    anna = client_of(acme.anna)
    page = anna.post("/acme/desk/answers/lengths/", {"text": "x" * 300}).content.decode()
    assert "too long" in page
    fine = anna.post("/acme/desk/answers/lengths/", {"text": "x"}).content.decode()
    # One letter, a space, and the signature "^A".
    assert "276 of 280 left" in fine
