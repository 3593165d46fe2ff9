"""What a page asked for before something changed, and hears only afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.connectors.network import wait_for


@pytest.fixture
def anna(acme: Stage, open_desk: Open) -> Agent:
    for customer in ("kim", "lou"):
        acme.hears(customer, f"this is {customer}")
    acme.has_cases(2)
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/")
    anna.opens("this is kim")
    return anna


@contextmanager
def held_back(page: Page, element: str) -> Iterator[Callable[[], None]]:
    """Holds the answer to the next question for the element. Gives what lets it arrive."""
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if held or route.request.headers.get("hx-target") != element:
            route.fallback()
            return
        # All that there is, and not only what is new.
        held.append((route, route.fetch(headers={**route.request.headers, "care-seen": ""})))

    def let_go() -> None:
        for route, answer in held:
            with page.expect_event(
                "requestfinished", lambda done, sent=route.request: done == sent
            ):
                route.fulfill(response=answer)

    page.route("**/desk/**", hold)
    # The stream says when something changes; back on the line, a page asks for all that it shows.
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_for(lambda: page.evaluate("true") and held)
    yield let_go
    page.unroute("**/desk/**")


def test_a_click_is_not_undone_on_the_screen_by_an_older_poll(anna: Agent) -> None:
    with held_back(anna.page, "timeline") as let_go:
        anna.presses("e")
        expect(anna.state).to_have_text("Resolved")
        let_go()
        anna.page.evaluate("new Promise(requestAnimationFrame)")
        expect(anna.state).to_have_text("Resolved")
        expect(anna.page.get_by_role("button", name="Reopen")).to_be_visible()


def test_the_head_of_a_case_never_comes_over_another_case(anna: Agent) -> None:
    with held_back(anna.page, "timeline") as let_go:
        anna.opens("this is lou")
        let_go()
        anna.page.evaluate("new Promise(requestAnimationFrame)")
        expect(anna.page.locator("#case-title")).to_have_text("lou")
        expect(anna.timeline).to_contain_text("this is lou")


def test_the_list_shows_a_click_at_once_although_an_older_poll_comes_in_between(
    anna: Agent,
) -> None:
    with held_back(anna.page, "rows") as let_go:
        anna.presses("e")
        expect(anna.state).to_have_text("Resolved")
        let_go()
        # Sooner than the next poll would bring it
        expect(anna.row("kim")).to_have_count(0, timeout=3_000)
