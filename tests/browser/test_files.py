"""Pictures in a browser: a customer's is shown; ours is pasted, dropped, described and sent."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from inbox.models import Attachment
from tests.browser.agent import Agent
from tests.browser.conftest import Open
from tests.browser.stage import Stage
from tests.connectors.network import wait_for
from tests.pictures import HTML, photograph, picture

CARRY = """([name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  return carried;
}"""


def carried(page: Page, name: str, content: bytes, kind: str = "image/png") -> object:
    told = [name, kind, base64.b64encode(content).decode()]
    return page.evaluate_handle(CARRY, told)


def pastes(area: Locator, what: object) -> None:
    area.evaluate(
        "(area, carried) => area.dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: carried, bubbles: true, cancelable: true }))",
        what,
    )


def has_loaded(image: Locator) -> None:
    expect(image).to_be_visible()
    wait_for(lambda: bool(image.evaluate("image => image.complete && image.naturalWidth > 0")), 10)


def described(acme: Stage) -> list[str]:
    with acme.cast.door():
        mine = Attachment.objects.filter(draft__isnull=False).order_by("position")
        return list(mine.values_list("alt", flat=True))


def looks(agent: Agent, name: str) -> None:
    """For people who want to see it: CARE_PICTURES names a folder."""
    if folder := os.environ.get("CARE_PICTURES"):
        agent.page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_pictures_come_in_and_go_out(acme: Stage, open_desk: Open) -> None:
    said = {"author": "kim", "text": f"@{acme.handle} it blinks", "pictures": ["router:red,off"]}
    acme.network.said("POST", "/sim/posts", json={**said, "alt": "A red lamp"})
    acme.has_cases(1)
    anna = open_desk(acme, acme.cast.anna)
    anna.goes_to("queues/first-line/")
    anna.opens("it blinks")
    has_loaded(anna.timeline.get_by_role("img", name="A red lamp"))
    anna.must_not_reload()

    text = anna.page.locator("#reply-text")
    text.fill("Press the button on the back")
    pastes(text, carried(anna.page, "pasted.png", picture(size=(64, 48))))
    attached = anna.page.locator("#reply-files .attached__one")
    expect(attached).to_have_count(1)
    box = anna.page.locator("#case .talk")
    dropped = carried(anna.page, "back.jpg", photograph(), "image/jpeg")
    box.dispatch_event("dragover", {"dataTransfer": dropped})
    box.dispatch_event("drop", {"dataTransfer": dropped})
    expect(attached).to_have_count(2)
    # What is no picture is refused where it is chosen, and takes nothing along.
    fake = carried(anna.page, "fake.png", HTML)
    box.dispatch_event("drop", {"dataTransfer": fake})
    expect(anna.page.locator("#reply-files [role=alert]")).to_contain_text("does not take this")
    expect(text).to_have_value("Press the button on the back")
    anna.page.get_by_label("What back.jpg shows").fill("The back, with its button")
    looks(anna, "composer")
    wait_for(lambda: described(acme) == ["", "The back, with its button"], 10)
    anna.has_not_reloaded()
    anna.page.reload()
    expect(attached).to_have_count(2)
    expect(anna.page.get_by_label("What back.jpg shows")).to_have_value("The back, with its button")
    anna.page.get_by_role("button", name="Remove pasted.png").click()
    expect(attached).to_have_count(1)
    text.press("Control+Enter")
    has_loaded(anna.timeline.get_by_role("img", name="The back, with its button"))
    expect(attached).to_have_count(0)

    acme.has_said("Press the button on the back")
    [entry] = [one for one in acme.said() if one["text"].startswith("Press")]
    [media] = entry["media"]
    assert (media["type"], media["alt"]) == ("image/jpeg", "The back, with its button")
    given = acme.network.call("GET", media["url"].removeprefix(acme.network.url)).content
    assert b"SecretPhone" not in given
    looks(anna, "sent")
