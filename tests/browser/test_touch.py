"""Touch time as a browser counts it: one tab, with the focus, while somebody does something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request

from inbox.events import Kind
from inbox.models import Case, Event
from tests import chromium
from tests.browser.agent import LOST_LINE, Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.connectors.network import wait_for

# Clocks of the browser and of the test are not read in the same moment.
ABOUT = 3


@pytest.fixture
def acme_with_two(acme: Stage) -> Stage:
    """Cases of an hour ago: nobody can have worked longer in one than it is there."""
    for customer in ("kim", "lou"):
        acme.hears(customer, f"this is {customer}")
    acme.has_cases(2)
    acme.stops_listening()
    with acme.cast.door():
        Case.objects.update(opened_at=timezone.now() - timedelta(hours=1))
    return acme


class Told:
    """What the browser tells, by the case it is about."""

    def __init__(self, agent: Agent) -> None:
        self.said: list[tuple[int, int]] = []
        agent.page.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.url.endswith("/touch/") or "/touch/?" in request.url:
            case_id = int(request.url.partition("/cases/")[2].partition("/")[0])
            sent = parse_qs(request.post_data or "")
            self.said.append((case_id, int(sent["seconds"][0])))

    def comes_to(self, page: Page, number: int) -> None:
        """Waits for it; one is told after the other."""
        for _ in range(100):
            if len(self.said) >= number:
                return
            page.wait_for_timeout(100)
        raise AssertionError(self.said)

    def of(self, case_id: int) -> int:
        return sum(seconds for case, seconds in self.said if case == case_id)


def case_of(page: Page) -> int:
    return int(page.locator("#case").get_attribute("data-case") or 0)


def does_something(page: Page) -> None:
    page.mouse.move(500, 300)
    page.mouse.move(520, 320)


def real_focus(*pages: Page) -> None:
    """One page has it. By itself the browser of the tests lets every page believe it has."""
    for page in pages:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})


def counted(acme: Stage) -> list[int]:
    with acme.cast.door():
        told = Event.objects.filter(kind=Kind.TOUCHED).order_by("at")
        return [event.data["seconds"] for event in told]


def test_time_counts_while_somebody_does_something_and_a_minute_more(
    acme_with_two: Stage, open_desk: Open
) -> None:
    acme = acme_with_two
    anna = open_desk(acme, acme.cast.anna)
    anna.page.clock.install()
    told = Told(anna)
    anna.goes_to("queues/first-line/")
    anna.opens("this is kim")
    kim = case_of(anna.page)
    does_something(anna.page)
    anna.page.clock.run_for(20_000)
    does_something(anna.page)
    anna.page.clock.run_for(300_000)
    told.comes_to(anna.page, 1)
    assert abs(told.of(kim) - 80) <= ABOUT
    wait_for(lambda: len(counted(acme)) == 1, 20)
    assert counted(acme) == [told.of(kim)]
    # Back, and on to the next one.
    does_something(anna.page)
    anna.page.clock.run_for(10_000)
    anna.opens("this is lou")
    anna.page.clock.run_for(1_000)
    told.comes_to(anna.page, 2)
    assert abs(told.of(kim) - 90) <= ABOUT


def test_a_long_stay_is_told_every_few_minutes(acme_with_two: Stage, open_desk: Open) -> None:
    anna = open_desk(acme_with_two, acme_with_two.cast.anna)
    anna.page.clock.install()
    told = Told(anna)
    anna.goes_to("queues/first-line/")
    anna.opens("this is kim")
    for _ in range(8):
        does_something(anna.page)
        anna.page.clock.run_for(40_000)
    told.comes_to(anna.page, 2)
    assert all(abs(seconds - 120) <= ABOUT for _, seconds in told.said)


@pytest.fixture
def windows(browser: Browser) -> Iterator[Browser]:
    with chromium.with_windows(browser) as whole:
        yield whole


def test_of_two_tabs_only_the_one_with_the_focus_counts(
    acme_with_two: Stage, windows: Browser, open_desk: Open
) -> None:
    acme = acme_with_two
    anna = open_desk(acme, acme.cast.anna, of=windows)
    anna.page.context.clock.install()
    told = Told(anna)
    anna.goes_to("queues/first-line/")
    began = anna.page.evaluate("Date.now()")
    anna.opens("this is kim")
    other = Agent(anna.page.context.new_page(), acme.root, anna.complaints)
    other.goes_to("queues/first-line/")
    other.opens("this is lou")
    kim, lou = case_of(anna.page), case_of(other.page)
    assert kim != lou
    real_focus(anna.page, other.page)
    for page in (other.page, anna.page):
        page.bring_to_front()
        for _ in range(3):
            does_something(page)
            anna.page.context.clock.run_for(20_000)
    other.page.bring_to_front()
    anna.page.context.clock.run_for(10_000)
    # What was told of the first one before, too.
    told.comes_to(other.page, 3)
    passed = (other.page.evaluate("Date.now()") - began) / 1_000
    assert min(told.of(kim), told.of(lou)) >= 60 - ABOUT
    assert told.of(kim) + told.of(lou) <= passed


def test_what_could_not_be_told_is_told_with_the_next(
    acme_with_two: Stage, open_desk: Open
) -> None:
    acme = acme_with_two
    anna = open_desk(acme, acme.cast.anna)
    anna.complaints.expected.append(LOST_LINE)
    anna.page.clock.install()
    anna.goes_to("queues/first-line/")
    anna.opens("this is kim")
    does_something(anna.page)
    anna.page.context.set_offline(True)
    anna.page.clock.run_for(90_000)
    assert counted(acme) == []
    anna.page.context.set_offline(False)
    # Another page of the same tab: the one before it kept what it could not tell.
    anna.goes_to("queues/first-line/")
    wait_for(lambda: len(counted(acme)) >= 1, 20)
    assert abs(counted(acme)[0] - 60) <= ABOUT
