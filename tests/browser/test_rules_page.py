"""An admin writes a rule, tries it on what came in, and the next customer meets it."""

from __future__ import annotations

from playwright.sync_api import expect

from inbox.models import Case, Tagging
from routing.models import Rule
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage


def settings(agent: Agent, path: str) -> None:
    agent.page.goto(agent.root.replace("/desk/", f"/settings/{path}"))


def test_a_rule_is_written_tried_saved_and_obeyed(acme: Stage, open_desk: Open) -> None:
    acme.hears("kim", "where is my parcel?")
    acme.has_cases(1)
    ada = open_desk(acme, acme.cast.admin)
    page = ada.page
    settings(ada, "rules/")
    page.get_by_role("link", name="New rule").click()
    page.get_by_label("Name", exact=True).fill("Lost parcels")
    page.get_by_label("Another condition").select_option("words")
    page.get_by_role("button", name="Add a condition").click()
    words = page.get_by_role("textbox", name="The message has any of these words")
    expect(words).to_be_focused()
    words.fill("parcel*\nmy package")
    for kind in ("add_tag", "move_to_team"):
        page.get_by_label("Another action").select_option(kind)
        page.get_by_role("button", name="Add an action").click()
        expect(page.locator(f"input[value={kind}]")).to_be_attached()
    page.get_by_role("combobox", name="Add a tag").select_option("Billing")
    page.get_by_role("combobox", name="Move to a team").select_option("Second line")

    page.get_by_role("button", name="Try it on the last messages").click()
    trial = page.get_by_role("region", name="Try it")
    expect(trial).to_contain_text("it would have matched 1.")
    expect(trial).to_contain_text("where is my parcel?")
    expect(trial).to_contain_text("tag “Billing”, to Second line")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Lost parcels")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("“Lost parcels” is there")

    acme.hears("lou", "my PARCELS are lost")
    acme.has_cases(2)
    with acme.cast.door():
        case = Case.objects.select_related("team").latest("id")
        assert case.team.slug == "second-line"
        tagging = Tagging.objects.select_related("tag", "rule").get(case=case)
        assert (tagging.tag.name, tagging.rule.name) == ("Billing", "Lost parcels")


def test_rules_are_dragged_into_another_order(acme: Stage, open_desk: Open) -> None:
    ada = open_desk(acme, acme.cast.admin, viewport={"width": 1280, "height": 1400})
    settings(ada, "rules/")
    rules = ada.page.get_by_role("main").get_by_role("listitem")
    last = rules.filter(has_text="Praise").locator(".rule__grip")
    first = rules.filter(has_text="Retweets").locator(".rule__head")
    last.hover()
    ada.page.mouse.down()
    box = first.bounding_box()
    assert box is not None
    ada.page.mouse.move(box["x"] + 40, box["y"] + 4, steps=12)
    ada.page.mouse.up()
    expect(ada.page.get_by_role("status")).to_contain_text("in this order from now on")
    expect(rules.first).to_contain_text("Praise")
    with acme.cast.door():
        assert Rule.objects.earliest("position").name == "Praise"
    rules.first.get_by_role("button", name="Move Praise down").click()
    expect(rules.nth(1)).to_contain_text("Praise")
