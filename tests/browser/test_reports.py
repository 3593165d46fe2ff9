"""Reports in a real browser: what axe finds in both themes and on a phone, and the way from a
figure to a case, also without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from itertools import combinations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reporting.models import TimeMark
from reporting.sheets import SHEETS
from routing.models import Tag
from tests.browser.conftest import Open
from tests.browser.product import Product
from tests.browser.stage import Stage, build
from tests.browser.test_accessibility import BOTH, is_fine
from tests.reporting.pages.history import Past


@pytest.fixture(scope="module")
def counted(product: Product) -> Stage:
    """A week with a little of everything."""
    stage = build(product, slug="counted")
    stage.stops_listening()
    now = timezone.now()
    with stage.cast.door():
        past = Past(stage.cast)
        for number in range(12):
            at = now - timedelta(days=number / 2, hours=2)
            case = past.answered(300 * number + 60, useful=900 * number + 60, opened=at)
            past.arrival(case)
            past.clock(case, met=number % 3 > 0)
            past.leg(case, 1, 2, 600, assignee_id=stage.cast.tess.id)
            past.leg(case, 2, 1, 60)
            past.solved(timedelta(hours=number + 1), opened=at, turns=number % 4 + 1)
        past.case(now - timedelta(hours=1), unanswered_since=now)
        tags = list(Tag.objects.order_by("id").values_list("id", flat=True)[:3])
        for number, (one, other) in enumerate(combinations(tags, 2), start=1):
            for _case in range(number):
                past.case(now - timedelta(hours=number), tags=[one, other])
        TimeMark.objects.create(
            kind="outage", at=now - timedelta(days=2), label="Mast 12", member=stage.cast.leader
        )
    return stage


@pytest.fixture
def look(open_desk: Open) -> Open:
    return partial(open_desk, reduced_motion="reduce")


def test_every_report_is_fine_in_both_themes_and_on_a_phone(counted: Stage, look: Open) -> None:
    agent = look(counted, counted.cast.leader)
    for path in (*(f"{name}/" for name in SHEETS), "", "marks/", "cases/?figure=cases_opened"):
        agent.page.goto(f"/counted/reports/{path}")
        agent.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        is_fine(agent, path or "index", BOTH)


def test_from_a_figure_to_its_cases_without_a_script(counted: Stage, open_desk: Open) -> None:
    page = open_desk(counted, counted.cast.leader, java_script_enabled=False).page
    page.goto("/counted/reports/responses/")
    page.get_by_label("Period", exact=True).select_option("7d")
    page.get_by_role("button", name="Show", exact=True).click()
    figure = page.get_by_role("link", name="First responses: 12. Open the cases.")
    figure.first.click()
    expect(page.get_by_text("12 cases")).to_be_visible()
    page.locator(".reports__cases a").first.click()
    expect(page).to_have_url(
        f"{page.url.partition('/counted')[0]}/counted/desk/cases/"
        f"{page.url.rpartition('/cases/')[2]}"
    )


def test_charts_have_a_title_and_a_sentence(counted: Stage, open_desk: Open) -> None:
    page = open_desk(counted, counted.cast.leader).page
    page.goto("/counted/reports/volume/?period=7d")
    chart = page.get_by_role("img", name="Cases opened", exact=False).first
    expect(chart).to_be_visible()
    assert "in all; most" in (chart.locator("desc").first.text_content() or "")
    assert "Mast 12" in page.content()


def test_tags_stand_against_each_other_in_a_table_that_is_read_out(
    counted: Stage, open_desk: Open
) -> None:
    page = open_desk(counted, counted.cast.leader).page
    page.goto("/counted/reports/tags/?period=7d")
    table = page.get_by_role("table", name="Each tag against each other")
    assert table.get_by_role("columnheader").count() == 4
    strongest = table.locator(".heat--4").first
    expect(strongest).to_have_text("3")
    name = strongest.get_by_role("link").get_attribute("aria-label") or ""
    assert re.fullmatch(r".+ \+ .+: 3\. Open the cases\.", name), name


def test_the_summary_is_one_page_of_paper(counted: Stage, open_desk: Open) -> None:
    page = open_desk(counted, counted.cast.leader).page
    page.goto("/counted/reports/summary/?period=28d")
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
