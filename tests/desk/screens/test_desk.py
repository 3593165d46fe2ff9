"""The loop of the product, on screens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.axe import violations
from tests.cast import Cast
from tests.desk.letters import case_now, hear, letter, sent
from tests.desk.screens.conftest import PHONE, Open


def hand_over(page: Page, note: str) -> None:
    page.keyboard.press("h")
    expect(page.locator("#sheet-note")).to_be_focused()
    page.keyboard.type(note)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#sheet")).to_be_hidden()


def open_case(page: Page, case_id: int) -> None:
    # The same case may stand there already: only the answer says that this look has arrived.
    with page.expect_response(lambda answer: f"/cases/{case_id}/" in answer.url):
        page.locator(f"#open-{case_id}").click()
    expect(page.locator(f'#case[data-case="{case_id}"]:not(.htmx-request)')).to_be_visible()


def test_a_case_goes_twice_round_by_keyboard_on_two_screens(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", "My line drops at noon.", minutes_ago=5))
    anna, tess = desk_of(acme.anna), desk_of(acme.tess)
    anna.keyboard.press("j")
    anna.keyboard.press("Enter")
    for number in (1, 2):
        expect(anna.locator("#case-title")).to_have_text("Kim")
        hand_over(anna, f"Question {number}?")
        expect(anna.locator(f"#row-{case_id}")).to_have_count(0)
        open_case(tess, case_id)
        expect(tess.locator(".card--asked")).to_contain_text(f"Question {number}?")
        hand_over(tess, f"Answer {number}.")
        expect(tess.locator(f"#row-{case_id}")).to_have_count(0)
        expect(anna.locator(".card--returned")).to_contain_text(f"Answer {number}.")
        expect(anna.locator(f"#row-{case_id}")).to_be_visible()
    anna.keyboard.press("r")
    anna.keyboard.type("It is fixed.")
    anna.keyboard.press("Control+Enter")
    expect(anna.locator(".say--out").last).to_contain_text("It is fixed.")
    anna.keyboard.press("e")
    expect(anna.locator("#case-head .pill")).to_have_text("Resolved")
    assert sent(acme)[-1] == "It is fixed."
    assert case_now(acme, case_id).state == "resolved"


def test_a_case_that_comes_late_leaves_the_sheet_that_was_opened_over_it(
    acme: Cast, desk_of: Open
) -> None:
    case_id = hear(acme, letter("kim", minutes_ago=5))
    page = desk_of(acme.anna)
    open_case(page, case_id)
    late: list[Route] = []

    def keep_for_later(route: Route) -> None:
        of_the_case = route.request.headers.get("hx-target") == "case"
        late.append(route) if of_the_case else route.continue_()

    page.route(f"**/cases/{case_id}/**", keep_for_later)
    page.locator(f"#open-{case_id}").click()
    page.keyboard.press("h")
    expect(page.locator("#sheet-note")).to_be_focused()
    page.keyboard.type("Is it ")
    with page.expect_response(lambda answer: answer.request == late[0].request):
        late[0].continue_()
    expect(page.locator("#case:not(.htmx-request)")).to_be_visible()
    page.keyboard.type("the mast?")
    expect(page.locator("#sheet-note")).to_have_value("Is it the mast?")


def test_everything_works_without_a_script(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", minutes_ago=5))
    page = desk_of(acme.anna, java_script_enabled=False)
    page.locator(".row__link").click()
    page.get_by_role("link", name="Hand over").click()
    page.locator("#sheet-note").fill("Please look.")
    page.get_by_role("button", name="Hand over").click()
    expect(page.locator(".case__notice")).to_contain_text("You still speak to the customer.")
    page.locator(".tab--note").click()
    page.locator("#note-text").fill("Called them.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".note").last).to_contain_text("Called them.")
    page.locator(".tab").first.click()
    page.locator("#reply-text").fill("x" * 281)
    page.get_by_role("button", name="Reply publicly as acme").click()
    expect(page.locator("#composer .error")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value("x" * 281)
    page.locator("#reply-text").fill("Soon.")
    page.get_by_role("button", name="Reply publicly as acme").click()
    expect(page.locator(".say--out").last).to_contain_text("Soon.")
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator("#case-head .pill")).to_have_text("Resolved")
    assert case_now(acme, case_id).state == "resolved"


def test_what_is_typed_survives_another_case_and_a_reload(acme: Cast, desk_of: Open) -> None:
    kim = hear(acme, letter("kim", minutes_ago=9))
    lou = hear(acme, letter("lou", minutes_ago=5))
    page = desk_of(acme.anna)
    open_case(page, kim)
    page.keyboard.press("r")
    page.keyboard.type("Dear Kim")
    open_case(page, lou)
    expect(page.locator("#reply-text")).to_have_value("")
    open_case(page, kim)
    expect(page.locator("#reply-text")).to_have_value("Dear Kim")
    page.reload()
    expect(page.locator("#reply-text")).to_have_value("Dear Kim")


def test_the_length_is_counted_and_too_much_is_not_sent(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", minutes_ago=5))
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    page.locator("#reply-text").fill("e\u0301" * 280)
    expect(page.locator("#reply-left")).to_have_text("0 left")
    page.locator("#reply-text").fill("x" * 290)
    expect(page.locator("#reply-left")).to_have_text("10 too long")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-text")).to_have_value("x" * 290)
    assert sent(acme) == []


def test_a_new_message_appears_by_itself_under_a_writing_hand(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", "Hello?", minutes_ago=5))
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    page.keyboard.press("r")
    page.keyboard.type("I am wri")
    hear(acme, letter("kim", "Anybody there?", minutes_ago=1))
    expect(page.locator(".say--in").last).to_contain_text("Anybody there?")
    page.keyboard.type("ting.")
    expect(page.locator("#reply-text")).to_have_value("I am writing.")


def test_single_keys_rest_while_one_types(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", minutes_ago=5))
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    page.keyboard.press("n")
    page.keyboard.type("e t z h ?")
    expect(page.locator("#note-text")).to_have_value("e t z h ?")
    assert case_now(acme, case_id).state == "open"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()


def test_a_tag_is_found_by_its_first_letters(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", "Hello.", minutes_ago=5))
    page = desk_of(acme.anna, f"/acme/desk/cases/{case_id}/")
    page.keyboard.press("t")
    page.keyboard.type("bill")
    page.keyboard.press("Enter")
    expect(page.locator("#case-head .tag")).to_contain_text(["Billing"])


def test_a_phone_shows_one_pane_and_never_scrolls_sideways(acme: Cast, desk_of: Open) -> None:
    case_id = hear(acme, letter("kim", "W" * 400, minutes_ago=5))
    page = desk_of(acme.anna, viewport=PHONE, bypass_csp=True)
    for path in ("", f"cases/{case_id}/", f"cases/{case_id}/hand-over/", "views/open/#rail"):
        page.goto(re.sub(r"/desk/.*", f"/desk/{path}", page.url))
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == PHONE["width"], path
    page.goto(re.sub(r"/desk/.*", f"/desk/cases/{case_id}/", page.url))
    expect(page.locator("#list")).to_be_hidden()
    page.locator(".case__back").click()
    expect(page.locator("#list")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(acme: Cast, desk_of: Open, scheme: str) -> None:
    case_id = hear(acme, letter("kim", private=True, minutes_ago=5))
    hear(acme, letter("lou", minutes_ago=90))
    page = desk_of(acme.anna, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)

    def check(what: str) -> None:
        assert violations(page) == [], what

    check("queue")
    open_case(page, case_id)
    check("case")
    page.keyboard.press("t")
    check("tag menu")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    check("note")
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.locator("#sheet")).to_be_visible()
    check("sheet")
