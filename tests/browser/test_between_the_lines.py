"""First and second line at two screens: a draft that is confirmed with one key, and one note for
all cases of a known problem."""

from __future__ import annotations

from playwright.sync_api import expect

from inbox.models import Draft
from tests.browser.conftest import Open
from tests.browser.stage import Stage

OVER = "Second-Line Support"
DRAFT = "Hi kim, please restart the app once."
PROBLEM = "Release 4.2 logs people out"


def test_a_draft_is_confirmed_and_a_known_problem_answered_once_for_all(
    acme: Stage, open_desk: Open
) -> None:
    acme.hears("kim", "the app logs me out, why?")
    acme.hears("lou", "logged out again and again")
    acme.has_cases(2)
    anna, tess = open_desk(acme, acme.cast.anna), open_desk(acme, acme.cast.tess)
    anna.goes_to("queues/first-line/")
    tess.goes_to("queues/second-line/")

    # The draft goes along, is confirmed with one key, and sent with one stroke
    anna.opens("the app logs me out")
    anna.presses("h")
    sheet = anna.page.locator("#sheet[open]")
    sheet.locator("summary", has_text="My draft of the answer").click()
    sheet.locator("[name=acknowledgement]").fill("")
    sheet.locator("[name=draft]").fill(DRAFT)
    sheet.locator("[name=note]").fill("Is once enough?")
    sheet.locator("[name=note]").press("Control+Enter")
    expect(sheet).to_have_count(0)
    tess.opens("kim", shows="the app logs me out")
    expect(tess.card).to_contain_text(DRAFT)
    tess.presses("c")
    composer = anna.page.locator("#reply-text")
    expect(composer).to_have_value(DRAFT)
    expect(anna.page.locator(".offered")).to_have_text("Confirmed by Tess I write my own")
    expect(tess.row("kim")).to_have_count(0)
    with acme.cast.door():
        assert not Draft.objects.exists(), "nobody has begun to write"
    composer.press("Control+Enter")
    acme.has_said(DRAFT)
    expect(anna.page.locator(".offered")).to_have_count(0)

    # Both report the same; what is found out is written once
    for place, who, words in (("mine", "kim", DRAFT), ("open", "lou", "logged out again")):
        anna.goes_to(f"views/{place}/")
        anna.opens(who, shows=words)
        anna.hands_over(note="Again!", tag=OVER, acknowledgement="")
    for who, shows in (("kim", DRAFT), ("lou", "logged out again")):
        tess.goes_to("queues/second-line/")
        tess.opens(who, shows=shows)
        tess.presses("b")
        if who == "kim":
            tess.page.locator("#problem-title").fill(PROBLEM)
            tess.page.get_by_role("button", name="It reports this").click()
        else:
            tess.page.get_by_role("searchbox", name="Find a known problem").fill("release")
            tess.presses("Enter")
        expect(tess.page.locator(".problem-mark")).to_contain_text(PROBLEM)
    tess.page.locator(".problem-mark a").click()
    tess.page.locator("#note-text").fill("Release 4.3 mends it; it is out.")
    tess.page.get_by_role("button", name="Save for all cases").click()
    expect(tess.page.locator("#to-hear")).to_be_hidden()
    expect(tess.page.locator("#problem-facts")).not_to_contain_text("with another line")
    anna.goes_to("views/mine/")
    anna.opens("lou", shows="logged out again")
    expect(anna.card.first).to_contain_text("Release 4.3 mends it")
    with acme.cast.door():
        begun = list(Draft.objects.values_list("member__display_name", "case_id", "pen", "text"))
        assert begun == [], "who only looked at offered words wrote nothing"
