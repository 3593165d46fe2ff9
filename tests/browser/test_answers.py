"""Canned answers in the composer: the menu by keyboard, a macro with a send, what is missing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from inbox.models import Tagging
from routing.models import Brand, CannedAnswer
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.cast import tag


@pytest.fixture
def anna(acme: Stage, open_desk: Open) -> Agent:
    with acme.cast.door():
        steps = [
            {"kind": "add_tag", "tag_id": tag("praise").id},
            {"kind": "set_priority", "priority": "low"},
            {"kind": "then", "then": "resolve"},
        ]
        answers = [
            ("parcel", "A parcel is late", "Hi {{customer.first_name || 'there'}}, I ask.", []),
            ("plan", "The customer's plan", "Your plan is {{customer.plan}}, right?", []),
            ("joy", "Praise and done", "That made our day!", steps),
            ("quiet", "Nothing to say", "", steps[:2]),
        ]
        for shortcut, name, text, actions in answers:
            CannedAnswer.objects.create(
                shortcut=shortcut, name=name, text=text, actions=actions, member=acme.cast.anna
            )
        Brand.objects.update(greeting="Hello,", signature_style="^{initials}")
    acme.hears("kim", "where is my order?")
    acme.has_cases(1)
    agent = open_desk(acme, acme.cast.anna)
    agent.goes_to("queues/first-line/")
    agent.opens("where is my order?")
    return agent


def area(agent: Agent) -> Locator:
    return agent.page.locator("#reply-text")


def menu(agent: Agent) -> Locator:
    return agent.page.get_by_role("listbox", name="Answers")


def chosen(agent: Agent) -> Locator:
    return menu(agent).get_by_role("option", selected=True)


def live_tags(stage: Stage) -> set[str]:
    with stage.cast.door():
        on = Tagging.objects.filter(undone_at__isnull=True)
        return set(on.values_list("tag__slug", flat=True))


def test_the_menu_is_worked_by_keyboard(acme: Stage, anna: Agent) -> None:
    page, text = anna.page, area(anna)
    anna.presses("r")
    text.press_sequentially("One moment. /p")
    expect(chosen(anna)).to_contain_text("/parcel")
    expect(text).to_have_attribute("aria-activedescendant", chosen(anna).get_attribute("id") or "")
    text.press("ArrowDown")
    expect(chosen(anna)).to_contain_text("/plan")
    text.press("ArrowUp")
    text.press("Escape")
    expect(menu(anna)).to_be_hidden()
    expect(text).to_be_focused()
    text.press_sequentially("ar")
    expect(menu(anna)).to_be_hidden()
    text.press_sequentially(" /par")
    text.press("Tab")
    expect(text).to_have_value("One moment. /par Hi there, I ask.")
    text.press("Control+z")
    expect(text).to_have_value("One moment. /par /par")

    text.fill("")
    page.get_by_role("link", name="Answers").click()
    expect(chosen(anna)).to_be_visible()
    text.press_sequentially("plan")
    chosen(anna).click()
    expect(text).to_have_value("Your plan is , right?")
    expect(page.get_by_role("status").filter(has_text="customer.plan")).to_be_visible()
    text.press_sequentially("XL")
    expect(text).to_have_value("Your plan is XL, right?")


def test_a_macro_tags_and_resolves_with_one_send(acme: Stage, anna: Agent) -> None:
    text, steps = area(anna), anna.page.get_by_role("list", name="Done when you send")
    anna.presses("r")
    text.press_sequentially("/joy")
    expect(chosen(anna)).to_contain_text("Put Praise on")
    text.press("Enter")
    expect(text).to_have_value("That made our day!")
    expect(steps.get_by_role("checkbox", checked=True)).to_have_count(3)
    steps.get_by_label("Priority: Low").uncheck()
    anna.page.get_by_label("Sign with").uncheck()
    text.press("Control+Enter")
    expect(anna.state).to_have_text("Resolved")
    expect(anna.message("Hello, That made our day!")).to_be_visible()
    expect(anna.message("^A")).to_have_count(0)
    assert live_tags(acme) == {"praise"}


def test_a_macro_that_says_nothing_is_done_at_once_and_told_of(acme: Stage, anna: Agent) -> None:
    left = anna.page.locator("#reply-left")
    # "Hello, ^A" is counted before anything is typed.
    expect(left).to_have_text("271 left")
    anna.page.get_by_label("Greet with").uncheck()
    expect(left).to_have_text("278 left")
    anna.presses("r")
    area(anna).press_sequentially("/quiet")
    expect(chosen(anna)).to_contain_text("At once")
    area(anna).press("Enter")
    expect(anna.page.locator(".toast")).to_contain_text("Nothing to say: Priority: Low, Put Praise")
    expect(area(anna)).to_have_value("")
    assert live_tags(acme) == {"praise"}
