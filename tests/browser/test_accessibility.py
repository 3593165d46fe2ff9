"""What axe finds on the pages, in light and dark, on a desk and on a phone: nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

import pytest
from django.test import Client
from playwright.sync_api import ViewportSize, expect

from care.core.models import Member, Person
from inbox.models import Case
from tests.axe import violations
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.product import Product
from tests.browser.stage import Stage, build

CUSTOMERS = ("kim", "lou", "max")
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1440, "height": 900},
    {"width": 360, "height": 740},
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Look = tuple[ViewportSize, Literal["light", "dark"]]
LOOKS: list[Look] = [(size, scheme) for size in SIZES for scheme in SCHEMES]
BOTH = (LOOKS[0], LOOKS[-1])
"""Each size and each theme once: of pages that are much alike."""


@pytest.fixture(scope="module")
def busy(product: Product) -> Iterator[Stage]:
    """Cases of every kind: asked, answered by the other line, private, late, resolved."""
    stage = build(product, slug="busy")
    for customer in CUSTOMERS:
        stage.hears(customer, f"this is {customer}, no internet at all")
    stage.hears_in_private("nia", "my number is 417")
    stage.has_cases(4)
    cast = stage.cast
    with cast.door():
        kim, lou, other = (Case.objects.get(customer__display_name=n).id for n in CUSTOMERS)
    for case_id in (kim, lou):
        fields = {"note": "Is it the mast?", "acknowledgement": "We look into it."}
        post(stage, cast.anna, case_id, "hand-over", tag="second-line-support", **fields)
    post(stage, cast.tess, lou, "take")
    post(stage, cast.tess, lou, "hand-over", tag="technical-reply", note="Yes, mast 12.")
    post(stage, cast.amir, other, "resolve")
    yield stage
    stage.stops_listening()


def post(stage: Stage, member: Member, case_id: int, verb: str, **fields: str) -> None:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    key = {"idempotency_key": f"{verb}-{case_id}-{member.id}"}
    answer = client.post(f"{stage.root}cases/{case_id}/{verb}/", key | fields)
    assert answer.status_code == 303, answer.content


@pytest.fixture
def look(open_desk: Open) -> Open:
    # What is just fading in has too little contrast.
    return partial(open_desk, reduced_motion="reduce")


def is_fine(agent: Agent, what: str, looks: Sequence[Look] = LOOKS) -> None:
    page = agent.page
    # Backwards, so that what comes next is done at a desk.
    for size, scheme in reversed(looks):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], (what, scheme, size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], what
        # At the desk panes scroll, never the page around them: it would scroll into nothing.
        desk = "document.querySelector('.desk-page') && document.documentElement.scrollHeight"
        assert (page.evaluate(desk) or 0) <= size["height"], what


def test_pages_before_somebody_is_signed_in(busy: Stage, look: Open) -> None:
    stranger = look(busy)
    stranger.page.goto("/accounts/login/")
    is_fine(stranger, "sign in")
    stranger.signs_in("nobody@example.com", "wrong")
    expect(stranger.page.get_by_role("alert")).to_be_visible()
    is_fine(stranger, "sign in refused")
    stranger.page.goto("/accounts/password/reset/")
    is_fine(stranger, "forgotten password")


def test_the_desk_of_the_first_line(busy: Stage, look: Open) -> None:
    anna = look(busy, busy.cast.anna)
    anna.goes_to("queues/first-line/")
    is_fine(anna, "queue")
    anna.opens("my number is 417")
    is_fine(anna, "private case")
    anna.presses("h")
    expect(anna.page.locator("#sheet[open]")).to_be_visible()
    is_fine(anna, "sheet")
    anna.presses("Escape")
    anna.presses("n")
    is_fine(anna, "note")
    anna.presses("Escape")
    anna.presses("t")
    is_fine(anna, "menu")
    anna.goes_to("views/mine/")
    anna.opens("lou", shows="this is lou")
    expect(anna.card).to_contain_text("Yes, mast 12.")
    is_fine(anna, "answered by the other line")


def test_the_desk_of_the_second_line(busy: Stage, look: Open) -> None:
    tess = look(busy, busy.cast.tess)
    tess.goes_to("queues/second-line/")
    tess.opens("We look into it.")
    expect(tess.card).to_contain_text("Is it the mast?")
    is_fine(tess, "asked")
    tess.presses("h")
    expect(tess.page.locator("#sheet[open]")).to_be_visible()
    is_fine(tess, "sending back")
    tess.goes_to("views/resolved/")
    tess.opens("this is max")
    is_fine(tess, "resolved")
    tess.goes_to("views/snoozed/")
    is_fine(tess, "nothing there")
    tess.complaints.expected.append("Failed to load resource: .* status of 404")
    tess.goes_to("cases/999999/")
    is_fine(tess, "no such case")


def test_the_settings_of_channels(busy: Stage, look: Open) -> None:
    ada = look(busy, busy.cast.admin)
    root = busy.root.replace("/desk/", "/settings/channels/")
    ada.page.goto(root)
    is_fine(ada, "channels")
    ada.page.get_by_role("heading", name="busy").get_by_role("link").click()
    ada.page.get_by_text("Disconnect this channel").click()
    is_fine(ada, "one channel")
    for path in ("connect/", "connect/x/", "connect/mastodon/"):
        ada.page.goto(root + path)
        is_fine(ada, path)
    ada.page.goto(f"{root}connect/simulated/")
    ada.page.get_by_label("Access token").fill("wrong")
    ada.page.get_by_label("Address of the server").fill(busy.network.url)
    ada.page.get_by_role("button", name="Look whose account it is").click()
    expect(ada.page.get_by_role("alert")).to_contain_text("did not accept")
    is_fine(ada, "access refused")


def test_every_page_of_the_settings_and_one_of_each_kind_behind_it(busy: Stage, look: Open) -> None:
    ada = look(busy, busy.cast.admin)
    root = busy.root.replace("/desk/", "/settings/")
    ada.page.goto(root)
    rail = linked(ada, f"a[href^='{root}']")
    assert len(rail) > 10
    behind = []
    for path in rail:
        ada.page.goto(path)
        is_fine(ada, path, BOTH)
        behind += linked(ada, f"main a[href^='{path}']:not([href='{path}'])")[:1]
    for path in set(behind) - set(rail):
        ada.page.goto(path)
        is_fine(ada, path, BOTH)


def linked(agent: Agent, links: str) -> list[str]:
    found = agent.page.locator(links).evaluate_all("all => all.map(a => new URL(a.href).pathname)")
    return list(dict.fromkeys(found))


def test_what_is_found_and_told(busy: Stage, look: Open) -> None:
    anna = look(busy, busy.cast.anna)
    for path in ("views/search/?q=internet", "notices/", "saved/new/", "views/unanswered/"):
        anna.goes_to(path)
        is_fine(anna, path, BOTH)
    anna.page.goto(busy.root.replace("/desk/", "/settings/me/"))
    is_fine(anna, "profile", BOTH)
