"""Somebody is invited, takes their place, and is let go: three people at their browsers."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import expect

from care.core.models import Person
from inbox.models import Channel
from routing.models import Brand
from tests.axe import violations
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.browser.test_accessibility import BOTH
from tests.cast import open_channel_of
from tests.connectors.network import wait_for
from tests.inbox.actions.work import customer_writes

PASSWORD = "a-long-enough-secret"
# The stream of somebody who is signed out ends, and the browser says so.
ENDED_STREAM = r"Failed to load resource: .* status of 401"


def has_no_fault(agent: Agent, path: str) -> None:
    agent.page.goto(path)
    for size, scheme in BOTH:
        agent.page.set_viewport_size(size)
        agent.page.emulate_media(color_scheme=scheme)
        assert violations(agent.page) == [], (path, scheme, size)
        width = agent.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path
    agent.page.set_viewport_size({"width": 1280, "height": 900})


def test_invited_signed_in_and_let_go(acme: Stage, open_desk: Open) -> None:
    slug = acme.cast.organisation.slug
    settings = f"/{slug}/settings"
    acme.hears("kim", "for everybody but Nora")
    acme.has_cases(1)
    with acme.cast.door():
        home = Brand.objects.create(name="Acme Home", slug="acme-home")
        channel_id = open_channel_of(f"{slug}-home")
        Channel.objects.filter(id=channel_id).update(brand=home)
    customer_writes(replace(acme.cast, channel_id=channel_id), "my lamp is dark", customer="lou")

    admin = open_desk(acme, acme.cast.admin, reduced_motion="reduce")
    admin.page.goto(f"{settings}/people/")
    admin.page.get_by_role("link", name="Invite somebody").click()
    admin.page.get_by_label("E-mail address").fill(acme.email("nora"))
    admin.page.get_by_label("Agent").check()
    admin.page.get_by_label("First line").check()
    admin.page.get_by_label("Only these:").check()
    admin.page.get_by_label("Acme Home").check()
    admin.page.get_by_role("button", name="Make the link").click()
    link = admin.page.get_by_label("The invitation of").input_value()
    admin.page.get_by_role("button", name="Copy").wait_for()

    nora = open_desk(acme, reduced_motion="reduce")
    nora.complaints.expected.append(ENDED_STREAM)
    nora.page.goto(link)
    nora.page.get_by_label("Your name").fill("Nora Weiss")
    nora.page.get_by_label("Choose a password").fill(PASSWORD)
    nora.page.get_by_role("button", name="Take my place").click()
    expect(nora.row("my lamp is dark")).to_be_visible()
    expect(nora.row("for everybody but Nora")).to_have_count(0)

    wishes_take_effect(nora, settings)
    for place in ("/", "/me/", "/people/", "/people/invite/", "/mail/", "/audit/"):
        has_no_fault(admin, f"{settings}{place}")

    admin.page.goto(f"{settings}/people/?q=nora")
    admin.page.get_by_role("link", name="Nora Weiss").click()
    has_no_fault(admin, admin.page.url)
    admin.page.get_by_role("link", name="Deactivate").click()
    has_no_fault(admin, admin.page.url)
    admin.page.get_by_label("Yes, deactivate").check()
    admin.page.get_by_role("button", name="Deactivate").click()
    expect(admin.page.get_by_text("Nora Weiss is deactivated")).to_be_visible()
    nora.page.goto(acme.root)
    expect(nora.page.get_by_role("button", name="Sign in")).to_be_visible()
    nora.signs_in(acme.email("nora"), PASSWORD)
    expect(nora.page.get_by_text("No organisation yet")).to_be_visible()


def wishes_take_effect(nora: Agent, settings: str) -> None:
    """No single keys any more, and more on one screen."""
    roomy = space_of_a_row(nora)
    nora.page.goto(f"{settings}/me/")
    nora.page.get_by_label("Initials").fill("NXW")
    expect(nora.page.get_by_text("^NXW")).to_be_visible()
    nora.page.get_by_label("Compact").check()
    nora.page.get_by_label("Single keys").uncheck()
    nora.page.get_by_role("button", name="Save").click()
    expect(nora.page.get_by_text("Saved.")).to_be_visible()
    nora.page.get_by_role("link", name="Back to the desk").click()
    row = nora.page.locator(".row").first
    expect(row).to_be_visible()
    assert space_of_a_row(nora) < roomy
    nora.presses("?")
    expect(nora.page.locator("dialog[open]")).to_have_count(0)


def space_of_a_row(agent: Agent) -> float:
    """Pixels above its words; its height would also say how many marks stand in it."""
    link = agent.page.locator(".row__link").first
    space: float = link.evaluate("row => parseFloat(getComputedStyle(row).paddingBlockStart)")
    return space


def test_a_forgotten_password_is_made_new(acme: Stage, open_desk: Open) -> None:
    """No mail server is set: the admin hands a link on."""
    before = open_desk(acme, acme.cast.anna)
    before.complaints.expected.append(ENDED_STREAM)
    before.goes_to("views/open/")
    admin = open_desk(acme, acme.cast.admin)
    admin.page.goto(f"/{acme.cast.organisation.slug}/settings/people/{acme.cast.anna.id}/")
    admin.page.get_by_role("button", name="Link for a new password").click()
    link = admin.page.get_by_label("A link for a new password").input_value()
    anna = open_desk(acme)
    anna.page.goto(link)
    anna.page.get_by_label("New password").fill(PASSWORD)
    anna.page.get_by_label("Once more").fill(PASSWORD)
    anna.page.get_by_role("button", name="Use this password").click()
    anna.page.get_by_role("link", name="Sign in").click()
    anna.page.get_by_label("E-mail address").fill(acme.email("anna"))
    anna.page.get_by_label("Password").fill(PASSWORD)
    anna.page.get_by_role("button", name="Sign in").click()
    expect(anna.title).to_be_visible()
    before.page.reload()
    expect(before.page.get_by_role("button", name="Sign in")).to_be_visible()
    wait_for(lambda: Person.objects.get(email=acme.email("anna")).last_login is not None, 5)
