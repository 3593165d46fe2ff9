"""Finding by keyboard: search, a saved view, a mention that is chosen, and the next case."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.stage import Stage


def test_search_by_keyboard_and_back(acme: Stage, open_desk: Open) -> None:
    acme.hears("kim", "my refund 4711 never came")
    acme.hears("lou", "the app is slow")
    acme.has_cases(2)
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/")
    anna.presses("/")
    field = anna.page.locator("#find")
    expect(field).to_be_focused()
    field.fill("refund -slow state:open")
    field.press("Enter")
    expect(anna.title).to_have_text("Search")
    expect(anna.page.locator(".row")).to_have_count(1)
    expect(anna.row("kim").locator("mark")).to_have_text("refund")
    expect(anna.page.locator(".find__total")).to_have_text("1 case")
    anna.page.locator("body").click(position={"x": 5, "y": 5})
    anna.presses("j")
    anna.presses("o")
    expect(anna.timeline).to_contain_text("my refund 4711")
    anna.page.reload()
    expect(field).to_have_value("refund -slow state:open")
    anna.goes_by_keys("g", "1", to="First-line inbox")
    expect(anna.page.locator(".row")).to_have_count(2)


def test_a_view_in_two_clicks_and_a_colleague_called_by_name(acme: Stage, open_desk: Open) -> None:
    acme.hears("kim", "this is kim")
    acme.hears("lou", "this is lou")
    acme.has_cases(2)
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/?priority=normal")
    anna.page.get_by_label("Filter the list").click()
    anna.page.get_by_role("link", name="Save as a view").click()
    expect(anna.page.locator("#view-name")).not_to_have_value("")
    anna.page.get_by_role("button", name="Save the view").click()
    expect(anna.page.locator(".row")).to_have_count(2)
    expect(anna.page.locator("#queues [aria-current=page] .count")).to_have_text("2")

    anna.presses("f")
    expect(anna.page.locator("#case[data-case]")).to_be_visible()
    anna.presses("n")
    note = anna.page.locator("#note-text")
    note.press_sequentially("Please look, @am")
    expect(anna.page.get_by_role("option", name="Amir")).to_be_visible()
    note.press("Enter")
    expect(note).to_have_value("Please look, @Amir ")
    note.press("Control+Enter")
    expect(anna.timeline.locator(".called")).to_have_text("@Amir")

    amir = open_desk(acme, acme.cast.amir)
    amir.goes_to("views/mentions/")
    expect(amir.page.locator("#place-notices .count")).to_have_text("1")
    amir.presses("g")
    amir.presses("b")
    amir.page.get_by_role("link", name="Anna mentioned you").click()
    expect(amir.timeline.locator(".called")).to_have_text("@Amir")
    expect(amir.page.locator("#place-notices .count")).to_be_hidden()
