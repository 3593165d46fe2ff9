"""Replies on their way, in a real browser: taken back in time, and decided on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from inbox.flow import delivery
from inbox.models import Message, Outbox
from routing import policy
from routing.models import Engagement
from tests.axe import violations
from tests.cast import Cast
from tests.desk.letters import hear, letter
from tests.desk.screens.conftest import PHONE, Open

TOO_SOON = "Oh no, too soon!"


def window(acme: Cast, seconds: int) -> None:
    with acme.door():
        Engagement.objects.update(undo_seconds=seconds)
    policy._read.cache_clear()


def answer(page: Page, words: str) -> None:
    page.locator("#reply-text").fill(words)
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator(".say--out .words").last).to_have_text(words)


def states(acme: Cast) -> list[str]:
    with acme.door():
        return list(Outbox.objects.order_by("id").values_list("state", flat=True))


def claim() -> delivery.ClaimedSend:
    claimed = delivery.claim_send(delivery.due_sends(1)[0], 60)
    assert claimed is not None
    return claimed


def test_undo_brings_the_words_back_before_what_was_begun_since(acme: Cast, desk_of: Open) -> None:
    window(acme, 60)
    case_id = hear(acme, letter("kim"))
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    answer(page, TOO_SOON)
    expect(page.locator("#case-head .pill")).to_have_text("Waiting")
    page.locator("#reply-text").fill("And another thing")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#reply-text")).to_have_value(f"{TOO_SOON}\n\nAnd another thing")
    expect(page.locator("#reply-text")).to_be_focused()
    expect(page.locator("#case-head .pill")).to_have_text("Open")
    assert states(acme) == ["discarded"]
    page.reload()
    expect(page.locator("#reply-text")).to_have_value(f"{TOO_SOON}\n\nAnd another thing")


def test_ctrl_z_takes_it_back_and_leaves_typing_alone(acme: Cast, desk_of: Open) -> None:
    window(acme, 60)
    case_id = hear(acme, letter("kim"))
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    answer(page, TOO_SOON)
    page.locator("#reply-text").press_sequentially("x")
    page.keyboard.press("Control+z")
    assert states(acme) == ["queued"]
    page.locator("#reply-text").fill("")
    page.keyboard.press("Control+z")
    expect(page.locator("#reply-text")).to_have_value(TOO_SOON)
    assert states(acme) == ["discarded"]


def test_the_seconds_run_down_and_the_button_goes(acme: Cast, desk_of: Open) -> None:
    window(acme, 3)
    case_id = hear(acme, letter("kim"))
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    answer(page, TOO_SOON)
    expect(page.locator("[data-undo-left]")).to_have_text("1")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.locator(".sending")).to_have_text("Waiting to be sent")


def test_a_reply_in_doubt_is_decided_on_where_it_stands(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", external_id="q1"))
    with acme.door():
        Message.objects.update(url="https://net.example/q1")
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    answer(page, "It is on its way.")
    delivery.doubtful(claim(), "No answer came.")
    page.reload()
    said = page.locator(".say--out").last
    expect(said).to_contain_text("We do not know if this was posted")
    expect(said.get_by_role("link", name="Open", exact=True)).to_have_attribute(
        "href", "https://net.example/q1"
    )
    page.evaluate("window.sameAsBefore = true")
    said.get_by_role("button", name="Send again").click()
    expect(said.locator(".sending")).to_have_text("Waiting to be sent")
    delivery.refused(claim(), "They said no: 403.", permanent=True)
    expect(said).to_contain_text("They said no: 403.")
    said.get_by_role("button", name="Discard").click()
    expect(said).to_contain_text("Discarded, not sent again")
    assert page.evaluate("window.sameAsBefore")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_stuck_can_be_read_and_reached_by_everybody(
    acme: Cast, desk_of: Open, scheme: str
) -> None:
    case_id = hear(acme, letter("kim"))
    page = desk_of(acme.leader, f"/acme/desk/cases/{case_id}/", color_scheme=scheme)
    for words in ("It is on its way.", "It has left."):
        answer(page, words)
        delivery.doubtful(claim(), "No answer came.")
    hear(acme, letter("", "Where is it?"))
    window(acme, 60)
    answer(page, "Soon.")
    page.reload()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Stuck").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stuck")
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.locator("#items").get_by_role("button", name="Discard").click()
    expect(page.locator("#items")).to_contain_text("Everything that customers wrote")
    expect(page.locator("#replies li")).to_have_count(2)
