"""The loop with plain forms and links."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage

ACK = "Hi kim, we are looking into error 71."
ANSWER = "Please log out and in once. ^AN"


def by_hand(agent: Agent) -> Locator:
    """The page of the hand-over, which a script would open as a sheet."""
    agent.page.get_by_role("link", name="Hand over").or_(
        agent.page.get_by_role("link", name="Send back")
    ).click()
    return agent.page.locator("main form[action*=hand-over]")


def test_a_question_goes_round_and_is_answered_and_resolved(acme: Stage, open_desk: Open) -> None:
    anna = open_desk(acme, acme.cast.anna, java_script_enabled=False)
    tess = open_desk(acme, acme.cast.tess, java_script_enabled=False)
    post = acme.hears("kim", "the app shows error 71, why?")
    acme.has_cases(1)
    anna.goes_to("queues/first-line/")
    anna.opens("error 71")
    sheet = by_hand(anna)
    sheet.get_by_label("Tell kim, in public").fill(ACK)
    sheet.get_by_label("What does the other line need to know?").fill("Is it the release?")
    sheet.get_by_role("radio", name="Second-Line Support").check()
    sheet.get_by_role("button", name="Hand over").click()
    expect(anna.page.get_by_text("You still speak to the customer")).to_be_visible()
    expect(anna.counter("views/with-second-line")).to_have_text("1")
    expect(anna.row("kim")).to_have_count(0)

    tess.goes_to("queues/second-line/")
    tess.opens("kim", shows=ACK)
    expect(tess.card).to_contain_text("Is it the release?")
    tess.page.get_by_role("button", name="Take it").click()
    sheet = by_hand(tess)
    sheet.get_by_label("Your words for first line").fill("Yes: log out and in once.")
    sheet.get_by_role("radio", name="Technical Reply").check()
    sheet.get_by_role("button", name="Send back").click()
    expect(tess.row("kim")).to_have_count(0)

    anna.page.get_by_role("link", name="My cases").click()
    anna.opens("kim", shows=ACK)
    expect(anna.card).to_contain_text("Yes: log out and in once.")
    anna.page.get_by_label("Your reply to kim").fill(ANSWER)
    anna.page.get_by_role("button", name="Reply publicly").click()
    expect(anna.message(ANSWER)).to_be_visible()
    acme.has_said(ACK, ANSWER)
    assert acme.said()[-1]["in_reply_to"] == post
    acme.reply_is("sent")
    anna.page.reload()
    expect(anna.message(ANSWER).locator(".sending")).to_have_text("Sent")

    anna.page.get_by_label("Note", exact=True).check(force=True)
    anna.page.get_by_label("Note for your colleagues").fill("Told Kim.")
    anna.page.get_by_role("button", name="Add the note").click()
    expect(anna.timeline.locator(".note").last).to_contain_text("Told Kim.")
    anna.page.get_by_role("button", name="Resolve").click()
    expect(anna.state).to_have_text("Resolved")
    acme.has_said(ACK, ANSWER)


def test_a_refused_form_comes_back_with_its_words(acme: Stage, open_desk: Open) -> None:
    anna = open_desk(acme, acme.cast.anna, java_script_enabled=False)
    acme.hears("kim", "the app shows error 71, why?")
    acme.has_cases(1)
    anna.goes_to("queues/first-line/")
    anna.opens("error 71")
    sheet = by_hand(anna)
    sheet.get_by_label("Tell kim, in public").fill("x" * 281)
    sheet.get_by_label("What does the other line need to know?").fill("Is it the release?")
    sheet.get_by_role("button", name="Hand over").click()
    expect(sheet.get_by_role("alert")).to_contain_text("1 characters too long")
    expect(sheet.get_by_label("Tell kim, in public")).to_have_value("x" * 281)
    expect(sheet.get_by_label("need to know?")).to_have_value("Is it the release?")
    anna.page.get_by_role("link", name="Cancel").click()
    anna.page.get_by_label("Your reply to kim").fill("y" * 300)
    anna.page.get_by_role("button", name="Reply publicly").click()
    expect(anna.page.locator("#composer").get_by_role("alert")).to_contain_text("20 characters")
    expect(anna.page.get_by_label("Your reply to kim")).to_have_value("y" * 300)
    acme.has_said()
