"""An admin connects a channel, and what its customers then change shows on the desk."""

from __future__ import annotations

from playwright.sync_api import expect

from inbox.models import Channel
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage


def settings(agent: Agent) -> None:
    agent.page.goto(agent.root.replace("/desk/", "/settings/channels/"))


def says(agent: Agent, words: str) -> None:
    expect(agent.page.get_by_role("status")).to_contain_text(words)


def test_a_channel_is_connected_tested_and_disconnected_without_a_script(
    acme: Stage, open_desk: Open
) -> None:
    ada = open_desk(acme, acme.cast.admin, java_script_enabled=False)
    page, handle = ada.page, f"{acme.handle}_shop"
    token = acme.network.account(handle, "The shop")["token"]
    ada.goes_to("queues/first-line/")
    page.get_by_role("link", name="Channels").click()
    page.get_by_role("link", name="Connect a channel").click()
    page.get_by_role("link", name="Simulated network").click()
    page.get_by_label("Access token").fill(token)
    page.get_by_label("Address of the server").fill(acme.network.url)
    page.get_by_role("radio", name="As work").check()
    page.get_by_role("button", name="Look whose account it is").click()
    expect(page.get_by_role("heading", name="Is this the account?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("The shop")
    page.get_by_role("button", name="Yes, connect it").click()
    says(ada, f"Connected: {handle}.")

    acme.network.customer_posts("kim", f"@{handle} where is my parcel?")
    page.get_by_role("button", name="Poll now").click()
    says(ada, "is being read now")
    acme.has_cases(1)
    page.get_by_role("button", name="Test").click()
    says(ada, f"works: the access is {handle}’s.")

    page.get_by_text("Disconnect this channel").click()
    page.get_by_label("Yes, disconnect The shop").check()
    page.get_by_role("button", name="Disconnect", exact=True).click()
    says(ada, "is disconnected. Its cases stay.")
    ada.goes_to("queues/first-line/")
    ada.opens("where is my parcel?")
    expect(page.locator("#composer")).to_contain_text("nothing can be sent until an admin")
    with acme.cast.door():
        assert Channel.objects.get(handle=handle).health == "dead"


def test_what_a_customer_edits_and_deletes_shows_in_the_open_case(
    acme: Stage, open_desk: Open
) -> None:
    first = acme.hears("kim", "my router is down")
    second = acme.hears("kim", "and you are all fools", first)
    acme.has_cases(1)
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/")
    anna.opens("fools")
    anna.page.locator("#reply-text").fill("We are looking into it")

    acme.network.said("PATCH", f"/sim/posts/{first}", json={"text": "my phone is down"})
    acme.network.said("DELETE", f"/sim/posts/{second}")
    acme.hurries()
    expect(anna.timeline).to_contain_text("Deleted by its author on Simulated network")
    expect(anna.timeline).not_to_contain_text("fools")
    before = anna.message("my phone is down").locator("details")
    expect(before.get_by_text("my router is down")).not_to_be_visible()
    before.locator("summary").click()
    expect(before.get_by_text("my router is down")).to_be_visible()
    expect(anna.page.locator("#reply-text")).to_have_value("We are looking into it")
    expect(anna.row("kim")).to_contain_text("my phone is down")
