"""Canned answers, macros, greetings and signatures as the composer sends them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from inbox.models import Customer, Event, Message, Tagging
from routing.models import Brand, CannedAnswer, CustomField, Tag, TagRoute, Team
from tests.cast import Cast
from tests.desk.letters import DESK, case_now, fill, hear, letter, page, sent


@pytest.fixture
def kim(acme: Cast) -> int:
    """No rule has anything to say to it. Replies are signed."""
    with acme.door():
        Brand.objects.update(signature_style="^{initials}")
    return hear(acme, letter("kim", "Where is my parcel?"))


def shelve(cast: Cast, **fields: Any) -> int:
    with cast.door():
        return CannedAnswer.objects.create(
            **{"name": "Try", "shortcut": "try", "text": "Hi {{customer.first_name}}!"} | fields
        ).id


def send(client: Client, case_id: int, text: str = "Hello!", key: str = "", **fields: Any) -> int:
    given = {"text": text, "visibility": "public", "idempotency_key": key or uuid4().hex}
    status: int = fill(client, case_id, "reply", **given | fields).status_code
    return status


def tag_id(cast: Cast, slug: str) -> int:
    with cast.door():
        return Tag.objects.get(slug=slug).id


def tags_on(cast: Cast, case_id: int) -> list[str]:
    with cast.door():
        on = Tagging.objects.filter(case_id=case_id, undone_at__isnull=True)
        return sorted(on.values_list("tag__slug", flat=True))


def test_an_answer_is_filled_in_for_the_case(acme: Cast, anna: Client, kim: int) -> None:
    with acme.door():
        CustomField.objects.create(of="customer", name="Plan", slug="plan")
        Customer.objects.update(fields={"city": "Oslo"})
    text = "{{customer.name}} {{customer.handle}} {{agent.initials}} {{brand.name}} {{case.id}}"
    answer = shelve(acme, text=f"{text} 😀 {{{{customer.fields.plan}}}}, {{{{nope}}}}")
    said = anna.get(f"{DESK}cases/{kim}/answers/{answer}/").json()
    assert said["text"] == f"Kim @kim A Acme {kim} 😀 , "
    # Scripts count the picture as two.
    before = f"Kim @kim A Acme {kim} "
    assert said["gaps"] == [len(before) + 3, len(before) + 5]
    assert "nope" in said["warning"]
    assert "customer.fields.plan" in said["warning"]


def test_the_menu_offers_what_this_member_may_use_in_this_case(
    acme: Cast, anna: Client, kim: int
) -> None:
    with acme.door():
        shop = Brand.objects.create(name="Shop", slug="shop")
        second = Team.objects.get(slug="second-line")
        amir = {"member": acme.amir, "shortcut": "of-amir"}
    hidden = [
        shelve(acme, **amir),
        shelve(acme, team=second, shortcut="of-second-line"),
        shelve(acme, brand=shop, shortcut="of-the-shop"),
    ]
    mine = shelve(acme, member=acme.anna, shortcut="of-anna")
    shown = page(anna, f"{DESK}cases/{kim}/answers/")
    assert "/of-anna" in shown
    assert "/hello" in shown
    for answer, shortcut in zip(hidden, ("of-amir", "of-second-line", "of-the-shop"), strict=True):
        assert shortcut not in shown
        for method in (anna.get, anna.post):
            assert method(f"{DESK}cases/{kim}/answers/{answer}/").status_code == 404
    admin = Client()
    admin.force_login(acme.admin.membership.person)
    assert admin.get(f"{DESK}cases/{kim}/answers/{mine}/").status_code == 404


def test_without_a_script_an_answer_fills_the_composer(acme: Cast, anna: Client, kim: int) -> None:
    praise = tag_id(acme, "praise")
    answer = shelve(acme, actions=[{"kind": "add_tag", "tag_id": praise}])
    menu = page(anna, f"{DESK}cases/{kim}/answers/")
    assert f"answer={answer}#reply-text" in menu
    html = page(anna, f"{DESK}cases/{kim}/?answer={answer}")
    assert ">Hi Kim!</textarea>" in html
    assert f'name="do" value="add_tag:{praise}" checked' in html
    for odd in ("0", "x", "9" * 30, str(10**9)):
        assert "Hi Kim!" not in page(anna, f"{DESK}cases/{kim}/?answer={odd}")


def test_a_macro_is_done_with_the_send_and_only_once(acme: Cast, anna: Client, kim: int) -> None:
    praise, key = tag_id(acme, "praise"), uuid4().hex
    do = [f"add_tag:{praise}", "set_priority:low", "then:resolve"]
    for _ in range(2):
        assert send(anna, kim, "You are welcome!", key, do=do) == 303
    case = case_now(acme, kim)
    assert (case.state, case.priority) == ("resolved", "low")
    assert tags_on(acme, kim) == ["praise"]
    with acme.door():
        assert Tagging.objects.filter(case_id=kim, tag_id=praise).count() == 1
    assert sent(acme) == ["You are welcome!"]


def test_a_step_that_was_taken_off_is_not_done(acme: Cast, anna: Client, kim: int) -> None:
    send(anna, kim, do=["set_priority:low"])
    assert case_now(acme, kim).state == "waiting"
    assert tags_on(acme, kim) == []


def test_the_button_that_was_pressed_outdoes_the_macro(acme: Cast, anna: Client, kim: int) -> None:
    send(anna, kim, do=["then:snooze-hour"], then="resolve")
    assert case_now(acme, kim).state == "resolved"


def test_a_macro_snoozes_the_case_with_the_send(acme: Cast, anna: Client, kim: int) -> None:
    send(anna, kim, do=["then:snooze-hour"], then="wait")
    case = case_now(acme, kim)
    assert case.state == "snoozed"
    assert case.snoozed_until is not None


def test_a_macro_hands_the_case_on_after_the_reply(acme: Cast, anna: Client, kim: int) -> None:
    with acme.door():
        route = TagRoute.objects.get(returns=False)
    assert send(anna, kim, "We ask.", do=[f"add_tag:{route.tag_id}"]) == 303
    case = case_now(acme, kim)
    assert (case.team.slug, case.owner_id, case.state) == ("second-line", acme.anna.id, "open")


def test_a_macro_moves_the_case_to_a_team(acme: Cast, anna: Client, kim: int) -> None:
    with acme.door():
        second = Team.objects.get(slug="second-line")
    assert send(anna, kim, "We ask.", do=[f"move_to_team:{second.id}"]) == 303
    assert case_now(acme, kim).team_id == second.id


@pytest.mark.parametrize("do", [["add_tag:99999"], ["move_to_team:99999"]])
def test_a_macro_is_done_whole_or_nothing_is_sent(
    acme: Cast, anna: Client, kim: int, do: list[str]
) -> None:
    assert send(anna, kim, do=["set_priority:low", *do]) == 422
    assert sent(acme) == []
    assert case_now(acme, kim).priority == "normal"


def test_a_refused_send_keeps_the_steps(acme: Cast, anna: Client, kim: int) -> None:
    fields = {"text": "x" * 300, "visibility": "public", "idempotency_key": uuid4().hex}
    response = fill(anna, kim, "reply", **fields, do=["set_priority:low"], signature="^A")
    html = response.content.decode()
    assert response.status_code == 422
    assert 'name="do" value="set_priority:low" checked' in html
    assert 'name="signature" value="^A" data-dress checked' in html


def test_a_macro_without_a_text_is_done_at_once(acme: Cast, anna: Client, kim: int) -> None:
    steps = [
        {"kind": "add_tag", "tag_id": tag_id(acme, "praise")},
        {"kind": "then", "then": "resolve"},
    ]
    macro = shelve(acme, name="Praise", text="", actions=steps)
    response = anna.post(f"{DESK}cases/{kim}/answers/{macro}/", follow=True)
    assert "Praise: Put Praise on, Resolve the case." in response.content.decode()
    assert case_now(acme, kim).state == "resolved"
    assert tags_on(acme, kim) == ["praise"]
    again = anna.post(f"{DESK}cases/{kim}/answers/{macro}/")
    assert again.status_code == 422


def test_an_answer_with_a_text_is_never_sent_at_once(acme: Cast, anna: Client, kim: int) -> None:
    answer = shelve(acme)
    assert anna.post(f"{DESK}cases/{kim}/answers/{answer}/").status_code == 422
    assert sent(acme) == []


def test_a_reply_is_signed_as_it_was_shown_and_never_twice(
    acme: Cast, anna: Client, kim: int
) -> None:
    html = page(anna, f"{DESK}cases/{kim}/")
    assert 'name="signature" value="^A" data-dress checked' in html
    with acme.door():
        Brand.objects.update(signature_style="-{first_name}")
    send(anna, kim, "Hello!", signature="^A")
    send(anna, kim, "Hello again! ^A", signature="^A")
    send(anna, kim, "No name.")
    assert sent(acme) == ["Hello! ^A", "Hello again! ^A", "No name."]


def test_only_the_first_reply_of_a_case_is_greeted(acme: Cast, anna: Client, kim: int) -> None:
    with acme.door():
        Brand.objects.update(greeting="Hi {{customer.first_name || 'there'}},")
    html = page(anna, f"{DESK}cases/{kim}/")
    assert 'name="greeting" value="Hi Kim,"' in html
    send(anna, kim, "we look into it.", greeting="Hi Kim,", signature="^A")
    assert sent(acme) == ["Hi Kim, we look into it. ^A"]
    assert 'name="greeting"' not in page(anna, f"{DESK}cases/{kim}/")


def test_a_greeting_that_lacks_its_name_is_none(acme: Cast, anna: Client) -> None:
    with acme.door():
        Brand.objects.update(greeting="Hi {{customer.fields.title}},")
    kim = hear(acme, letter("kim"))
    assert 'name="greeting"' not in page(anna, f"{DESK}cases/{kim}/")


def test_the_signature_counts(acme: Cast, anna: Client, kim: int) -> None:
    # "^A" before anything is typed.
    assert ">278 left</output>" in page(anna, f"{DESK}cases/{kim}/")
    assert send(anna, kim, "x" * 277, signature="^A") == 303
    assert send(anna, kim, "x" * 278, signature="^A") == 422


def test_an_empty_reply_is_not_sent_as_a_signature(acme: Cast, anna: Client, kim: int) -> None:
    assert send(anna, kim, " ", greeting="Hi Kim,", signature="^A") == 422
    assert sent(acme) == []


def test_which_answer_was_used_stands_in_no_text_of_an_event(
    acme: Cast, anna: Client, kim: int
) -> None:
    send(anna, kim, "Hello!", answer="x" * 90)
    with acme.door():
        assert "x" * 90 not in str(list(Event.objects.values_list("data", flat=True)))
        assert Message.objects.filter(text="Hello!").exists()
