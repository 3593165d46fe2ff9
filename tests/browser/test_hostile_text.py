"""Words of every kind, typed and read on a phone: they stay words, and stay on the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage

TEXTS = {
    "right to left": "مرحبا، أين طلبي رقم 12؟ \u202eoverride",
    "families": "👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🇺🇳 and a heart ❤️",
    "marks": "Z" + "\u0301" * 270,
    "markup": "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>",
    "placeholders": "{{ 7 * 7 }} {% raw %} %(name)s {0} &lt;b&gt; ${7*7} \\u0041",
    "one word": "W" * 200,
    "an address": "https://example.com/" + "a-very-long-path/" * 12,
    "lines": "first\n\n\n   third, after three blanks\n\tand a tab",
}
NAME = "<i>Kim</i> \u202eﷺ " + "Averylongname" * 4
ACROSS = """() => [...document.querySelectorAll("main *")]
  .filter((one) => !one.closest(".sr, .cut, textarea") && one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.className || one.tagName)"""


@pytest.fixture
def anna(acme: Stage, open_desk: Open) -> Agent:
    for text in TEXTS.values():
        given = {"author": f"wordy_{acme.handle}", "name": NAME, "text": f"@{acme.handle} {text}"}
        acme.network.said("POST", "/sim/posts", json=given)
    acme.has_cases(1)
    anna = open_desk(acme, acme.cast.anna, viewport={"width": 360, "height": 740})
    anna.goes_to("queues/first-line/")
    return anna


def fits(agent: Agent) -> None:
    assert agent.page.evaluate(ACROSS) == []
    assert agent.page.evaluate("document.documentElement.scrollWidth") == 360
    assert agent.page.evaluate("window.hacked") is None


def test_words_are_shown_as_they_were_written_and_fit_a_phone(acme: Stage, anna: Agent) -> None:
    expect(anna.page.locator(".row__name")).to_have_text(NAME)
    fits(anna)
    anna.opens(TEXTS["lines"][:5])
    expect(anna.page.locator("#case-title")).to_have_text(NAME)
    heard = anna.timeline.locator(".say--in .words")
    expect(heard).to_have_count(len(TEXTS))
    assert heard.all_inner_texts() == [f"@{acme.handle} {text}" for text in TEXTS.values()]
    fits(anna)


def test_what_an_agent_types_arrives_as_it_was_typed(acme: Stage, anna: Agent) -> None:
    anna.opens(TEXTS["lines"][:5])
    for number, text in enumerate(TEXTS.values(), 1):
        anna.notes(text)
        expect(anna.timeline.locator(".note")).to_have_count(number)
    notes = anna.timeline.locator(".note .words")
    assert notes.all_inner_texts() == list(TEXTS.values())
    for number, text in enumerate(TEXTS.values(), 1):
        anna.presses("r")
        anna.page.locator("#reply-text").fill(text)
        anna.page.locator("#reply-text").press("Control+Enter")
        expect(anna.timeline.locator(".say--out")).to_have_count(number)
    replies = anna.timeline.locator(".say--out .words")
    assert replies.all_inner_texts() == list(TEXTS.values())
    acme.has_said(*TEXTS.values())
    fits(anna)
