"""The palette by keys alone, and a notice that arrives where its reader looks at something else."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.stage import Stage


def test_the_palette_does_finds_and_goes_by_keys_alone(acme: Stage, open_desk: Open) -> None:
    acme.hears("kim", "my washing machine hums")
    acme.hears("lou", "the app is slow")
    acme.has_cases(2)
    acme.stops_listening()
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/")
    anna.opens("the app is slow")
    field, palette = anna.page.locator("#palette-field"), anna.page.locator("#palette")
    anna.presses("Control+k")
    expect(field).to_be_focused()
    field.press_sequentially("assam")
    chosen = palette.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("Assign to Amir")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("palette-"))
    field.press("Enter")
    expect(palette).to_be_hidden()
    expect(anna.page.locator("#case-head .person")).to_contain_text("Amir has it")
    expect(anna.page.locator("#toasts")).to_contain_text("Given to Amir")

    anna.presses("Control+k")
    field.press_sequentially("note")
    field.press("Enter")
    expect(anna.page.locator("#note-text")).to_be_focused()
    anna.presses("Escape")

    anna.presses("Control+k")
    field.press_sequentially("washing mach")
    expect(palette.locator("[data-case] mark").first).to_have_text("washing")
    field.press("Enter")
    expect(anna.timeline).to_contain_text("my washing machine hums")

    anna.presses("Control+k")
    field.press_sequentially("my prof")
    expect(chosen).to_contain_text("My profile")
    field.press("Enter")
    expect(anna.page.get_by_role("heading", name="My profile")).to_be_visible()
    expect(anna.page.locator("#palette")).to_have_count(1)
    anna.presses("?")
    expect(anna.page.locator("#shortcuts")).to_be_visible()
    anna.presses("Escape")
    anna.goes_by_keys("g", "2", to="Second-line inbox")


def test_a_notice_is_counted_in_the_title_of_a_window_on_another_page(
    acme: Stage, open_desk: Open
) -> None:
    acme.hears("kim", "this is kim")
    acme.has_cases(1)
    acme.stops_listening()
    anna, amir = open_desk(acme, acme.cast.anna), open_desk(acme, acme.cast.amir)
    amir.page.goto(f"/{acme.cast.organisation.slug}/settings/me/")
    expect(amir.page.locator("#palette")).to_have_count(1)
    anna.goes_to("queues/first-line/")
    anna.opens("this is kim")
    anna.notes("@Amir please look")
    expect(amir.page).to_have_title(re.compile(r"^\(1\) My profile"))
    amir.page.locator("#place-notices summary").click()
    amir.page.get_by_role("link", name="Anna mentioned you").click()
    expect(amir.timeline.locator(".called")).to_have_text("@Amir")
    expect(amir.page).to_have_title(re.compile(r"^[^(]"))
