"""What one screen does is on the other at once, and a browser that was away ends where a fresh page
is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.agent import LOST_LINE, Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage

OVER = "Second-Line Support"
# Far below the five seconds of a page that asks by itself.
AT_ONCE = 3_000


@pytest.fixture
def acme_with_two(acme: Stage) -> Stage:
    for customer in ("kim", "lou"):
        acme.hears(customer, f"this is {customer}")
    acme.has_cases(2)
    acme.stops_listening()
    return acme


def shown(agent: Agent) -> list[str]:
    """What the list and the counters say."""
    rows = agent.page.locator(".row__name").all_inner_texts()
    return [*rows, *agent.page.locator(".queues__place").all_inner_texts()]


def is_live(agent: Agent) -> None:
    """Waits until the stream is open and all was asked for once."""
    expect(agent.page.locator("html[data-live=on]")).to_have_count(1)


def test_a_tag_moves_the_case_on_the_other_screen_without_a_poll(
    acme_with_two: Stage, open_desk: Open
) -> None:
    acme = acme_with_two
    anna, tess = open_desk(acme, acme.cast.anna), open_desk(acme, acme.cast.tess)
    anna.goes_to("queues/first-line/")
    tess.goes_to("queues/second-line/")
    anna.opens("this is kim")
    tess.must_not_reload()
    for somebody in (anna, tess):
        is_live(somebody)
    asked: list[bool] = []
    tess.page.on("request", lambda sent: asked.append("care-rows" in sent.headers))
    anna.hands_over(note="Please look.", tag=OVER)
    expect(tess.row("kim")).to_be_visible(timeout=AT_ONCE)
    expect(tess.counter("queues/second-line")).to_have_text("1", timeout=AT_ONCE)
    expect(anna.row("kim")).to_have_count(0, timeout=AT_ONCE)
    assert all(asked)
    tess.has_not_reloaded()


def test_a_browser_that_was_away_ends_where_a_fresh_page_is(
    acme_with_two: Stage, open_desk: Open
) -> None:
    acme = acme_with_two
    anna, amir = open_desk(acme, acme.cast.anna), open_desk(acme, acme.cast.amir)
    for somebody in (anna, amir):
        somebody.goes_to("queues/first-line/")
    amir.opens("this is lou")
    anna.opens("this is kim")
    is_live(amir)
    amir.complaints.expected.append(LOST_LINE)
    amir.page.context.set_offline(True)
    expect(amir.page.locator("#live-off")).to_be_visible()
    anna.notes("Called them.")
    expect(anna.timeline).to_contain_text("Called them.")
    anna.presses("e")
    expect(anna.state).to_have_text("Resolved")
    anna.opens("this is lou")
    anna.notes("And them.")
    expect(anna.timeline).to_contain_text("And them.")
    anna.takes_it()
    amir.page.context.set_offline(False)
    expect(amir.timeline).to_contain_text("And them.")
    expect(amir.row("kim")).to_have_count(0)
    expect(amir.page.locator("#live-off")).to_be_hidden()
    is_live(amir)
    left = shown(amir)
    amir.page.reload()
    assert shown(amir) == left


def test_who_looks_and_who_types_is_seen_and_what_was_opened_stays_open(
    acme_with_two: Stage, open_desk: Open
) -> None:
    acme = acme_with_two
    anna, amir = open_desk(acme, acme.cast.anna), open_desk(acme, acme.cast.amir)
    for somebody in (anna, amir):
        somebody.goes_to("queues/first-line/")
        somebody.opens("this is kim")
        is_live(somebody)
    here = anna.page.locator("#here")
    expect(here).to_contain_text("Amir is looking")
    amir.presses("r")
    amir.page.keyboard.type("Dear Kim")
    expect(here).to_contain_text("Amir is typing a reply")
    anna.presses("t")
    amir.opens("this is lou")
    expect(here).to_have_text(re.compile(r"^\s*$"))
    expect(anna.page.locator("[data-command=tag][open]")).to_have_count(1)
