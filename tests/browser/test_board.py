"""The live board on a screen follows what happens and says when it is old. Axe finds nothing."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.agent import LOST_LINE
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.browser.test_accessibility import LOOKS, is_fine


def test_the_board_follows_the_queues_and_says_when_it_is_old(acme: Stage, open_desk: Open) -> None:
    acme.hears("kim", "this is kim")
    acme.has_cases(1)
    leo = open_desk(acme, acme.cast.leader, reduced_motion="reduce")
    board = f"/{acme.cast.organisation.slug}/reports/board/"
    leo.page.goto(board)
    waiting = leo.page.locator("#queue-first-line .board__number").first
    expect(waiting).to_have_text("1")
    is_fine(leo, "board", LOOKS)
    leo.page.goto(f"{board}?wall=1")
    leo.must_not_reload()
    is_fine(leo, "wall", LOOKS)
    acme.hears("lou", "this is lou")
    acme.has_cases(2)
    expect(waiting).to_have_text("2")
    leo.has_not_reloaded()
    # The number is a link to its cases.
    leo.complaints.expected.append(LOST_LINE)
    leo.page.clock.install()
    leo.page.context.set_offline(True)
    leo.page.clock.run_for(70_000)
    old = leo.page.locator("#board-old")
    expect(old).to_contain_text("Not up to date")
    leo.page.context.set_offline(False)
    leo.page.clock.run_for(15_000)
    expect(old).to_be_hidden()
    waiting.click()
    expect(leo.page.locator(".row")).to_have_count(2)
