"""The composer in a browser: drafts, one stroke for a case, private data, planned replies."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from inbox.models import Draft
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.connectors.network import wait_for


def at_the_first_case(acme: Stage, open_desk: Open, *customers: str) -> Agent:
    for customer in customers:
        acme.hears(customer, f"this is {customer}")
    acme.has_cases(len(customers))
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/")
    anna.opens(f"this is {customers[0]}")
    return anna


def drafts(acme: Stage) -> list[str]:
    with acme.cast.door():
        return list(Draft.objects.values_list("text", flat=True))


def says(acme: Stage, *words: str) -> None:
    """Waits until these have been posted, whatever stands under them."""

    def look() -> bool:
        said = [entry["text"] for entry in acme.said()]
        begun = [text.startswith(begins) for text, begins in zip(said, words, strict=False)]
        return len(said) == len(words) and all(begun)

    wait_for(look, 20)


def test_a_draft_survives_the_page_and_is_there_in_another_browser(
    acme: Stage, open_desk: Open
) -> None:
    anna = at_the_first_case(acme, open_desk, "kim", "lou")
    text = anna.page.locator("#reply-text")
    text.fill("Half of a wo")
    expect(anna.page.locator("#draft-saved")).to_have_text("Draft saved")
    # Away at once: what was typed last goes along with the leaving page.
    text.press_sequentially("rd")
    anna.opens("this is lou")
    expect(text).to_have_value("")
    wait_for(lambda: drafts(acme) == ["Half of a word"], 10)
    anna.opens("this is kim")
    expect(text).to_have_value("Half of a word")
    anna.page.reload()
    expect(text).to_have_value("Half of a word")
    at_home = open_desk(acme, acme.cast.anna)
    at_home.page.goto(anna.page.url)
    expect(at_home.page.locator("#reply-text")).to_have_value("Half of a word")
    at_home.page.locator("#reply-text").press("Control+Enter")
    expect(at_home.message("Half of a word")).to_be_visible()
    assert drafts(acme) == []
    anna.page.reload()
    expect(text).to_have_value("")


def test_one_stroke_sends_resolves_and_opens_the_next_case(acme: Stage, open_desk: Open) -> None:
    anna = at_the_first_case(acme, open_desk, "kim", "lou")
    anna.must_not_reload()
    anna.presses("r")
    anna.page.keyboard.type("It works again.")
    anna.presses("Control+Shift+Enter")
    expect(anna.page.locator("#case-title")).to_have_text("lou")
    anna.has_not_reloaded()
    anna.presses("r")
    anna.page.keyboard.type("Yours too.")
    anna.presses("Control+Shift+Enter")
    expect(anna.page.locator(".toast", has_text="Nothing else waits")).to_be_visible()
    expect(anna.state).to_have_text("Resolved")
    says(acme, "It works again.", "Yours too.")


def test_private_data_is_asked_about_once(acme: Stage, open_desk: Open) -> None:
    anna = at_the_first_case(acme, open_desk, "kim")
    anna.presses("r")
    anna.page.keyboard.type("Please write to help@acme.example")
    expect(anna.page.locator("#goes-elsewhere")).to_be_visible()
    anna.presses("Control+Enter")
    expect(anna.page.locator("#composer .error")).to_contain_text("h…@acme.example")
    expect(anna.page.locator("#reply-text")).to_have_value("Please write to help@acme.example")
    anna.page.get_by_role("button", name="Send anyway").click()
    expect(anna.message("help@acme.example")).to_be_visible()
    says(acme, "Please write to help@acme.example")


def test_the_customers_word_stops_a_planned_reply(acme: Stage, open_desk: Open) -> None:
    anna = at_the_first_case(acme, open_desk, "kim")
    anna.presses("r")
    anna.page.keyboard.type("Good morning!")
    anna.page.get_by_label("Other ways to send").click()
    tomorrow = timezone.now() + timedelta(days=1)
    anna.page.locator("#send-at").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    anna.page.get_by_role("button", name="Send later").click()
    expect(anna.message("Good morning!")).to_contain_text("Leaves")
    acme.hears("kim", "it works again")
    expect(anna.timeline).to_contain_text("The customer wrote first", timeout=20_000)
    expect(anna.message("Good morning!")).not_to_contain_text("Leaves")
    anna.page.reload()
    expect(anna.page.locator("#reply-text")).to_have_value(re.compile("^Good morning!"))
    assert acme.said() == []
