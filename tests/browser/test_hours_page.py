"""An admin writes working hours and targets, sees what they come to, and saves them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from routing.models import Calendar, SlaPolicy
from routing.policy import house
from tests.axe import violations
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.inbox.clocks.policies import policy

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


def settings(agent: Agent, path: str) -> None:
    agent.page.goto(agent.root.replace("/desk/", f"/settings/{path}"))


@pytest.mark.parametrize(
    ("viewport", "theme"), [(DESKTOP, "light"), (PHONE, "dark"), (DESKTOP, "dark")]
)
def test_hours_are_written_looked_at_and_saved(
    acme: Stage, open_desk: Open, viewport: dict[str, int], theme: str
) -> None:
    ada = open_desk(acme, acme.cast.admin, viewport=viewport, color_scheme=theme)
    page = ada.page
    settings(ada, "calendars/new/")
    page.get_by_label("Name", exact=True).first.fill("Office")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_label("Monday", exact=True).fill("09:00-12:30, 13:30-18:00")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_label("Friday", exact=True)).to_have_value("09:00-12:30, 13:30-18:00")
    outcome = page.get_by_role("region", name="What it comes to")
    expect(outcome).to_contain_text("40 h")
    page.get_by_label("Country").select_option("Germany")
    page.get_by_label("Region").select_option("Bayern")
    expect(page.get_by_role("listitem").filter(has_text="Epiphany")).to_be_visible()
    page.get_by_label("Saturday", exact=True).fill("10:00-12:00")
    expect(outcome).to_contain_text("42 h")
    page.get_by_role("button", name="Another day").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it overflows"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("“Office” is there")
    assert violations(page) == []
    with acme.cast.door():
        assert Calendar.objects.filter(name="Office").exists()


def test_a_policy_is_written_and_says_what_it_would_change(acme: Stage, open_desk: Open) -> None:
    acme.hears("kim", "where is my parcel?")
    acme.has_cases(1)
    ada = open_desk(acme, acme.cast.admin, viewport=PHONE)
    page = ada.page
    settings(ada, "sla/")
    page.get_by_role("link", name="New policy").click()
    page.get_by_label("Name", exact=True).fill("Everyday")
    page.get_by_label("Another condition").select_option("priority_is")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("normal", exact=True).check()
    page.get_by_label("First response within").fill("15 min")
    page.get_by_role("button", name="What would change?").click()
    effects = page.get_by_role("region", name="What it does to running clocks")
    expect(effects).to_contain_text("Of 1 open case, this would change")
    expect(effects).to_contain_text("kim")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it overflows"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("“Everyday” is there")
    assert violations(page) == []
    with acme.cast.door():
        assert [policy.name for policy in house().sla] == ["Everyday", "Everybody"]
        assert SlaPolicy.objects.get(name="Everyday").first_response_seconds == 900


def test_another_order_is_shown_with_what_it_does_before_it_counts(
    acme: Stage, open_desk: Open
) -> None:
    acme.hears("kim", "where is my parcel?")
    acme.has_cases(1)
    every = {"kind": "priority_is", "priorities": ["low", "normal", "high", "urgent"]}
    slow = policy(acme.cast, "Slow", every, first_response_seconds=7200)
    quick = policy(acme.cast, "Quick", every, first_response_seconds=900)
    ada = open_desk(acme, acme.cast.admin, viewport=PHONE)
    page = ada.page
    settings(ada, "sla/")
    page.get_by_role("button", name="Move Quick up").click()
    expect(page.get_by_role("heading", name="Ask “Quick” earlier?")).to_be_visible()
    effects = page.get_by_role("region", name="What it does to running clocks")
    expect(effects).to_contain_text("Of 1 open case, this would change")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it overflows"
    page.get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_role("status")).to_contain_text("“Quick” is number 1 now.")
    with acme.cast.door():
        assert [one.id for one in house().sla[:2]] == [quick, slow]
