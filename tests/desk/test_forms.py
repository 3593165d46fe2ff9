"""The forms of the case page, as a browser without a script sends them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from care.core.tenancy import organisation_door
from inbox.models import Channel, Note, Tagging
from routing.models import Brand
from tests.cast import Cast
from tests.desk.letters import DESK, case_now, fill, hand_over, hear, letter, page, sent

VERBS = [
    "reply",
    "note",
    "tag",
    "take",
    "release",
    "assign",
    "resolve",
    "reopen",
    "snooze",
    "dismiss",
    "priority",
]


@pytest.fixture
def kim(acme: Cast) -> int:
    return hear(acme, letter("kim"))


def reply(
    client: Client, case_id: int, text: str, key: str = "", visibility: str = "public"
) -> int:
    fields = {"text": text, "visibility": visibility, "idempotency_key": key or uuid4().hex}
    status: int = fill(client, case_id, "reply", **fields).status_code
    return status


def test_a_reply_is_on_its_way_once_however_often_the_form_comes(
    acme: Cast, anna: Client, kim: int
) -> None:
    key = uuid4().hex
    assert [reply(anna, kim, "Hello!", key) for _ in range(3)] == [303, 303, 303]
    assert sent(acme) == ["Hello!"]
    assert case_now(acme, kim).owner_id == acme.anna.id


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 281, "a\x00b"])
def test_a_refused_reply_is_not_lost(acme: Cast, anna: Client, kim: int, text: str) -> None:
    key = uuid4().hex
    fields = {"text": text, "visibility": "public", "idempotency_key": key}
    response = fill(anna, kim, "reply", **fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert key in html
    assert text.replace("\x00", "") in html.replace("\x00", "")
    assert sent(acme) == []


def test_a_long_private_reply_is_counted_by_its_own_limit(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim", private=True))
    assert reply(anna, case_id, "x" * 300, visibility="private") == 303


def test_a_reply_that_nobody_can_read_is_refused(anna: Client, kim: int) -> None:
    assert reply(anna, kim, "Psst.", visibility="private") == 422
    assert reply(anna, kim, "Psst.", visibility="telepathy") == 422


def test_a_refused_note_stays_on_its_tab(anna: Client, kim: int) -> None:
    response = fill(anna, kim, "note", text="x" * 20_001)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="pen-note" value="note" checked' in html
    assert "x" * 20_001 in html


def test_a_tag_goes_on_with_its_reason_and_off_again(acme: Cast, anna: Client, kim: int) -> None:
    assert fill(anna, kim, "tag", tag="billing", why="It is about the bill").status_code == 303
    html = page(anna, f"{DESK}cases/{kim}/")
    assert "Anna added Billing because “It is about the bill”" in html
    with organisation_door(acme.id):
        tagging = Tagging.objects.get(undone_at__isnull=True, tag__slug="billing")
    assert fill(anna, kim, f"taggings/{tagging.id}/undo").status_code == 303
    assert "Anna took Billing off" in page(anna, f"{DESK}cases/{kim}/")


@pytest.mark.parametrize("tagging", [0, 10**9, 2**80])
def test_a_tagging_that_is_not_there_cannot_be_undone(anna: Client, kim: int, tagging: int) -> None:
    assert fill(anna, kim, f"taggings/{tagging}/undo").status_code == 404


def test_the_sheet_suggests_words_and_ticks_the_usual_tag(
    acme: Cast, anna: Client, kim: int
) -> None:
    with acme.door():
        Brand.objects.update(signature_style="^{initials}")
    html = page(anna, f"{DESK}cases/{kim}/hand-over/")
    assert "Hi Kim, thank you for telling us." in html
    assert "^A</textarea>" in html
    assert 'value="second-line-support" required checked' in html


def test_one_form_acknowledges_asks_and_hands_over(acme: Cast, anna: Client, kim: int) -> None:
    hand_over(anna, kim, "Is it the exchange?", "second-line-support", "We look into it.")
    case = case_now(acme, kim)
    assert sent(acme) == ["We look into it."]
    assert case.team.slug == "second-line"
    assert case.assignee_id is None
    with organisation_door(acme.id):
        assert Note.objects.get().text == "Is it the exchange?"


@pytest.mark.parametrize(
    "fields",
    [
        {"note": "", "tag": "second-line-support", "acknowledgement": "We look."},
        {"note": "Look.", "tag": "second-line-support", "acknowledgement": "x" * 281},
        {"note": "Look.", "tag": "billing", "acknowledgement": "We look."},
        {"note": "Look.", "tag": "nobody-made-this", "acknowledgement": "We look."},
        {"note": "Look.", "acknowledgement": "We look."},
    ],
)
def test_a_hand_over_happens_whole_or_not_at_all(
    acme: Cast, anna: Client, kim: int, fields: dict[str, str]
) -> None:
    response = fill(anna, kim, "hand-over", idempotency_key=uuid4().hex, **fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in html
    assert fields["acknowledgement"] in html
    assert fields["note"] in html
    assert sent(acme) == []
    assert case_now(acme, kim).team.slug == "first-line"


def test_a_refused_sheet_stays_open_in_the_script(anna: Client, kim: int) -> None:
    response = anna.post(
        f"{DESK}cases/{kim}/hand-over/",
        {"note": "", "tag": "second-line-support"},
        headers={"hx-request": "true", "hx-target": "case"},
    )
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#sheet"
    assert b"<html" not in response.content


def test_take_give_and_put_back(acme: Cast, anna: Client, kim: int) -> None:
    fill(anna, kim, "take")
    assert case_now(acme, kim).assignee_id == acme.anna.id
    fill(anna, kim, "assign", member=acme.amir.id)
    assert case_now(acme, kim).assignee_id == acme.amir.id
    refused = fill(anna, kim, "take")
    assert refused.status_code == 422
    assert "Amir is already working on this case" in refused.content.decode()
    fill(anna, kim, "release")
    assert case_now(acme, kim).assignee_id is None


@pytest.mark.parametrize("member", ["", "x", "-1", "0", str(10**9), str(2**80)])
def test_nobody_gives_a_case_to_nobody(anna: Client, kim: int, member: str) -> None:
    assert fill(anna, kim, "assign", member=member).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"preset": "never"},
        {"until": "soon"},
        {"until": "2001-01-01T10:00"},
        {"until": "9999-12-31T23:59"},
    ],
)
def test_a_snooze_needs_a_time_that_lies_ahead(
    acme: Cast, anna: Client, kim: int, fields: dict[str, str]
) -> None:
    assert fill(anna, kim, "snooze", **fields).status_code == 422
    assert case_now(acme, kim).state == "open"


def test_resolve_reopen_and_dismiss(acme: Cast, anna: Client, kim: int) -> None:
    fill(anna, kim, "resolve")
    assert case_now(acme, kim).state == "resolved"
    assert fill(anna, kim, "resolve").status_code == 422
    fill(anna, kim, "reopen")
    assert case_now(acme, kim).state == "open"
    assert fill(anna, kim, "dismiss", reason="because").status_code == 422
    fill(anna, kim, "dismiss", reason="spam")
    assert case_now(acme, kim).state == "dismissed"
    assert "Anna dismissed the case: Spam" in page(anna, f"{DESK}cases/{kim}/")


@pytest.mark.parametrize("verb", VERBS)
def test_the_address_of_a_form_leads_a_reload_back_to_the_case(
    anna: Client, kim: int, verb: str
) -> None:
    response = anna.get(f"{DESK}cases/{kim}/{verb}/?in=views/open")
    assert response.status_code == 303
    assert response["Location"] == f"{DESK}cases/{kim}/?in=views%2Fopen"


@pytest.mark.parametrize("verb", [*VERBS, "hand-over"])
def test_a_case_that_is_not_there_takes_no_form(acme: Cast, anna: Client, verb: str) -> None:
    for absent in (0, 10**9, 2**80):
        assert fill(anna, absent, verb, text="x").status_code == 404


def test_a_dead_channel_sends_nothing_and_loses_nothing(acme: Cast, anna: Client, kim: int) -> None:
    with organisation_door(acme.id):
        Channel.objects.update(health="dead")
    fields = {"text": "Hello!", "visibility": "public", "idempotency_key": uuid4().hex}
    response = fill(anna, kim, "reply", **fields)
    assert response.status_code == 422
    assert "Hello!" in response.content.decode()


def test_a_form_without_its_token_is_refused_with_a_way_back(acme: Cast, kim: int) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(acme.anna.membership.person)
    response = fill(strict, kim, "take")
    assert response.status_code == 403
    assert "This page had gone stale" in response.content.decode()


def test_on_shift_and_away(acme: Cast, anna: Client) -> None:
    came_from = f"http://testserver{DESK}views/open/"
    response = anna.post(f"{DESK}availability/", {"available": "0"}, headers={"referer": came_from})
    assert response["Location"] == came_from
    assert "Away" in page(anna, f"{DESK}views/open/")
    assert anna.post(f"{DESK}availability/", {"available": "maybe"}).status_code == 400


def test_the_way_back_leads_nowhere_else(anna: Client) -> None:
    response = anna.post(
        f"{DESK}theme/", {"theme": "dark"}, headers={"referer": "https://evil.example/"}
    )
    assert response["Location"] == DESK
    assert 'data-theme="dark"' in page(anna, f"{DESK}views/open/")
    anna.post(f"{DESK}theme/", {"theme": "auto"})
    assert "data-theme" not in page(anna, f"{DESK}views/open/")
