"""Many cases at once by keyboard: marked, tagged, followed, resolved and brought back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.stage import Stage


def test_mark_by_key_act_on_all_of_them_and_undo(acme: Stage, open_desk: Open) -> None:
    for name in ("kim", "lou", "max", "zoe"):
        acme.hears(name, f"a question of {name}")
    acme.has_cases(4)
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/")
    anna.must_not_reload()
    rows, bar = anna.page.locator(".row"), anna.page.locator("#bulk")
    boxes = anna.page.locator(".row__mark input")
    jobs = anna.page.locator("#bulk-jobs .job")
    expect(rows).to_have_count(4)

    anna.presses("j")
    anna.presses("x")
    expect(anna.page.locator("#bulk-count")).to_have_text("1 marked")
    anna.presses("j")
    anna.presses("j")
    anna.presses("X")
    expect(anna.page.locator("#bulk-count")).to_have_text("3 marked")
    expect(bar.locator('[data-command="tag"]')).to_be_visible()
    anna.presses("t")
    search = anna.page.get_by_placeholder("Find a tag").first
    expect(search).to_be_focused()
    search.fill("praise")
    search.press("Enter")
    expect(jobs.first).to_contain_text("3 cases done")
    expect(bar).to_be_hidden()
    expect(rows.filter(has_text="Praise")).to_have_count(3)

    # A range by mouse, one taken out of it, and everything by the button of the head.
    boxes.nth(0).check(force=True)
    boxes.nth(3).click(modifiers=["Shift"], force=True)
    expect(anna.page.locator("#bulk-count")).to_have_text("4 marked")
    boxes.nth(1).uncheck(force=True)
    expect(anna.page.locator("#bulk-count")).to_have_text("3 marked")
    anna.page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    anna.page.get_by_label("Mark all cases").click()
    expect(anna.page.locator("#bulk-count")).to_have_text("4 marked")
    bar.get_by_role("button", name="Resolve", exact=True).click()
    expect(anna.page.locator(".list .empty")).to_be_visible()
    expect(jobs.first).to_contain_text("4 cases done")

    jobs.first.get_by_role("button", name="Undo all").click()
    expect(rows).to_have_count(4)
    expect(jobs.first).to_contain_text("Undo: Resolve")
    expect(jobs.first).to_contain_text("4 cases done")
    anna.has_not_reloaded()
    # What was done stands there after a reload too, until it is put away.
    anna.page.reload()
    expect(jobs.first).to_contain_text("Undo: Resolve")
    anna.page.get_by_label("Put away: Undo: Resolve").click()
    expect(anna.page.get_by_text("Undo: Resolve")).to_have_count(0)
