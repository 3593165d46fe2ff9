"""The hiring report in a browser: read by a leader, turned, and without anything for axe to say."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from care.core.models import Organisation
from reporting.forecast.hours import WEEK
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.browser.test_accessibility import BOTH, is_fine
from tests.reporting.forecast.town import busy_days
from tests.reporting.hiring.facts import fill


def rising(slot: int, day: object, n: int) -> float:
    return busy_days(slot, day, n) / 6 * (1 + 0.03 * n / WEEK)  # type: ignore[arg-type]


@pytest.fixture
def leo(acme: Stage, open_desk: Open) -> Agent:
    Organisation.objects.filter(id=acme.cast.id).update(zone="Europe/Berlin")
    fill(acme.cast, weeks=9, rate=rising, until=timezone.now())
    leo = open_desk(acme, acme.cast.leader, reduced_motion="reduce")
    leo.page.goto(acme.root.replace("/desk/", "/reports/hiring/"))
    return leo


def test_a_leader_turns_the_knobs_and_everybody_can_read_the_answer(leo: Agent) -> None:
    page = leo.page
    answer = page.get_by_role("region", name="Does First line have to hire?")
    expect(answer).to_contain_text("people")
    is_fine(leo, "hiring", BOTH)
    page.get_by_label("People", exact=True).fill("40")
    page.get_by_label("Growth a month, %").fill("5")
    page.get_by_role("button", name="What if?").click()
    expect(answer).to_contain_text("If arrivals change by +5 % a month")
    expect(answer).to_contain_text("What if")
    expect(page.get_by_label("People", exact=True)).to_have_value("40")
    is_fine(leo, "what if", BOTH[:1])
    page.get_by_role("link", name="Back to how it is").click()
    expect(page.get_by_label("People", exact=True)).to_have_value("")
    page.get_by_role("link", name="Second line").click()
    expect(
        page.get_by_role("heading", level=2, name="Does Second line have to hire?")
    ).to_be_visible()
    leo.complaints.expected.append("Failed to load resource: .* status of 400")
    page.goto(f"{page.url}&work=never")
    expect(page.get_by_label("Minutes of work a case")).to_have_value("never")
    is_fine(leo, "a wrong number", BOTH[1:])
