from __future__ import annotations

import re

import pytest
from django.test import Client

from care.core.tenancy import organisation_door
from inbox.models import Case, Channel, Outbox
from tests.cast import Cast
from tests.desk.letters import DESK, case_now, fill, hand_over, hear, letter, page

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} &amp;"


def case_page(client: Client, case_id: int) -> str:
    return page(client, f"{DESK}cases/{case_id}/")


def order(html: str, *words: str) -> list[str]:
    """The words in the order in which the timeline says them."""
    timeline = html[html.index('class="entries"') :]
    return sorted(words, key=timeline.index)


def test_public_and_private_words_stand_in_one_timeline(acme: Cast, anna: Client) -> None:
    case_id = hear(
        acme,
        letter("kim", "Out of order!", minutes_ago=30),
        letter("kim", "My number is 12.", private=True, minutes_ago=20),
    )
    fill(anna, case_id, "note", text="Known customer.")
    html = case_page(anna, case_id)
    said = ("Out of order!", "My number is 12.", "Known customer.")
    assert order(html, *reversed(said)) == list(said)
    assert "say--in say--public" in html
    assert "say--in say--private" in html


def test_what_customers_write_is_words_and_never_markup(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim", HOSTILE))
    html = case_page(anna, case_id)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html


@pytest.mark.parametrize(
    "text",
    [
        "أين طلبي؟",
        "助けてください 🙏",
        "👨‍👩‍👧‍👦",
        "a" + "\u0301" * 300,
        "x" * 5000,
        "a\x00b",
        "\ud83d",
    ],
)
def test_words_of_every_kind_are_shown(acme: Cast, anna: Client, text: str) -> None:
    case_id = hear(acme, letter("kim", text))
    assert 'dir="auto"' in case_page(anna, case_id)


def test_the_brands_own_post_stands_above_as_context(acme: Cast, anna: Client) -> None:
    hear(acme, letter("acme", "New seats!", own=True, external_id="post-1", minutes_ago=90))
    case_id = hear(acme, letter("kim", "Which seats?", answers="post-1"))
    html = case_page(anna, case_id)
    assert order(html, "Which seats?", "New seats!") == ["New seats!", "Which seats?"]
    assert 'class="context"' in html


def test_a_click_that_did_many_things_is_told_in_one_line(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    hand_over(anna, case_id, "Please look.", "second-line-support")
    html = case_page(anna, case_id)
    assert "Anna handed it over to Second line with Second-Line Support" in html
    assert "Anna added Second-Line Support" not in html
    assert "put it back in the queue" not in html


def test_second_line_sees_the_question_and_what_the_customer_was_told(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = hear(acme, letter("kim"))
    hand_over(anna, case_id, "Is it the exchange?", "second-line-support", "We look into it.")
    html = case_page(tess, case_id)
    card = html[html.index("card--asked") : html.index('class="entries"')]
    assert "Asked by Anna" in card
    assert "Is it the exchange?" in card
    assert "We look into it." in card
    assert "Send back" in html


def test_first_line_gets_the_answer_on_a_card_until_it_spoke(
    acme: Cast, anna: Client, tess: Client
) -> None:
    case_id = hear(acme, letter("kim"))
    hand_over(anna, case_id, "Is it the exchange?", "second-line-support", "We look into it.")
    hand_over(tess, case_id, "Yes. Back at noon.", "technical-reply")
    html = case_page(anna, case_id)
    card = html[html.index("card--returned") : html.index('class="entries"')]
    for said in (
        "Back from Second line",
        "Is it the exchange?",
        "We look into it.",
        "Back at noon.",
    ):
        assert said in card
    assert "Kept for you until" in html
    fill(anna, case_id, "reply", text="Noon!", visibility="public", idempotency_key="a" * 32)
    assert "card--returned" not in case_page(anna, case_id)


def test_the_second_round_says_that_it_is_one(acme: Cast, anna: Client, tess: Client) -> None:
    case_id = hear(acme, letter("kim"))
    for _ in range(2):
        hand_over(anna, case_id, "Please look.", "second-line-support")
        hand_over(tess, case_id, "Done.", "technical-reply")
    assert "2 rounds" in case_page(anna, case_id)


def test_a_case_without_notes_still_has_its_card(acme: Cast, anna: Client, tess: Client) -> None:
    case_id = hear(acme, letter("kim"))
    fill(anna, case_id, "tag", tag="second-line-support")
    assert "No note was left with it." in case_page(tess, case_id)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("queued", "Waiting to be sent"),
        ("sending", "On its way"),
        ("sent", "Sent"),
        ("failed", "Not sent"),
        ("unknown", "We do not know if this was posted"),
    ],
)
def test_each_reply_says_what_became_of_it(
    acme: Cast, anna: Client, state: str, words: str
) -> None:
    case_id = hear(acme, letter("kim"))
    fill(anna, case_id, "reply", text="Hello!", visibility="public", idempotency_key="b" * 32)
    with organisation_door(acme.id):
        Outbox.objects.update(state=state, last_error="They said no: 403.")
    html = case_page(anna, case_id)
    assert words in html
    assert ("They said no: 403." in html) == (state in {"queued", "failed", "unknown"})


def test_the_button_says_who_speaks_and_who_can_read(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim", private=True))
    html = case_page(anna, case_id)
    assert "Reply privately as acme" in html
    assert re.search(r'value="private" data-limit="10000" checked', html)
    assert re.search(r'value="public" data-limit="280" disabled', html)


def test_a_dead_channel_is_said_where_one_writes(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    with organisation_door(acme.id):
        Channel.objects.update(health="dead")
    assert "nothing can be sent until an admin connects it again" in case_page(anna, case_id)


def test_the_customers_other_cases_stand_beside(acme: Cast, anna: Client) -> None:
    old = hear(acme, letter("kim", "The bill is wrong.", minutes_ago=60 * 24 * 9))
    with organisation_door(acme.id):
        Case.objects.update(owner=acme.amir)
    new = hear(acme, letter("kim", "No signal."))
    assert new != old
    html = case_page(anna, new)
    aside = html[html.index('id="customer"') :]
    assert "The bill is wrong." in aside
    assert "by Amir" in aside
    assert f"/acme/desk/cases/{old}/" in aside


def test_a_merged_case_leads_to_the_one_it_went_into(acme: Cast, anna: Client) -> None:
    gone, kept = hear(acme, letter("kim")), hear(acme, letter("lou"))
    with organisation_door(acme.id):
        Case.objects.filter(id=gone).update(merged_into=kept)
    response = anna.get(f"{DESK}cases/{gone}/")
    assert response.status_code == 302
    assert response["Location"] == f"{DESK}cases/{kept}/"


def test_a_case_keeps_the_list_it_was_opened_from(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    html = page(anna, f"{DESK}cases/{case_id}/?in=views/open&priority=normal")
    assert "All open" in html[html.index('id="list-title"') :][:60]
    assert f"/cases/{case_id}/note/?in=views%2Fopen&amp;priority=normal" in html


def test_the_same_address_gives_the_pane_alone_to_a_script(acme: Cast, anna: Client) -> None:
    case_id = hear(acme, letter("kim"))
    path = f"{DESK}cases/{case_id}/"
    pane = page(anna, path, hx_request="true", hx_target="case")
    timeline = page(anna, path, hx_request="true", hx_target="timeline", care_pen="up")
    assert "<html" not in pane
    assert 'id="composer"' in pane
    assert 'id="composer"' not in timeline
    assert 'id="case-head"' in timeline
    assert 'id="composer"' in page(
        anna, path, hx_request="true", hx_target="timeline", care_pen="down"
    )


def test_who_hands_over_stays_the_one_who_speaks(acme: Cast, anna: Client, tess: Client) -> None:
    case_id = hear(acme, letter("kim"))
    hand_over(anna, case_id, "Please look.", "second-line-support")
    fill(tess, case_id, "take")
    assert case_now(acme, case_id).owner_id == acme.anna.id
    html = case_page(anna, case_id)
    assert "Anna speaks to the customer" in html
    assert "Tess works on it now" in html
    assert "You still speak to the customer." in html
