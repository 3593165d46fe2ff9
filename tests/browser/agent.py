"""A person at their browser, and what the browser complains about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, WebError, expect

# The browser notes each refused form in its console; the desk shows the sentence.
REFUSED_FORM = r"Failed to load resource: .* status of 422"
LOST_LINE = r"Failed to load resource: net::|htmx:(sendError|afterRequest)"


@dataclass
class Complaints:
    """Errors in the console, scripts that failed, and what the content policy kept away."""

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: [REFUSED_FORM])

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not re.match("|".join(self.expected), message.text):
            self.heard.append(f"{message.page and message.page.url}: {message.text}")

    def _failed(self, failed: WebError) -> None:
        self.heard.append(str(failed.error))


class Agent:
    def __init__(self, page: Page, root: str, complaints: Complaints) -> None:
        self.page = page
        self.root = root
        self.complaints = complaints

    def signs_in(self, email: str, password: str) -> None:
        self.page.goto("/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def must_not_reload(self) -> None:
        self.page.evaluate("window.sameAsBefore = true")

    def has_not_reloaded(self) -> None:
        assert self.page.evaluate("window.sameAsBefore")

    # Places

    @property
    def title(self) -> Locator:
        return self.page.locator("#list-title")

    def goes_by_keys(self, *keys: str, to: str) -> None:
        for key in keys:
            self.presses(key)
        expect(self.title).to_have_text(to)

    def goes_to(self, place: str) -> None:
        self.page.goto(f"{self.root}{place}")

    def row(self, words: str) -> Locator:
        return self.page.locator(".row", has_text=words)

    def counter(self, place: str) -> Locator:
        """`place` as in an address: queues/first-line."""
        return self.page.locator(f"#place-{place.replace('/', '-')} .count")

    def opens(self, words: str, *, shows: str = "") -> None:
        """The case in the list that holds the words; a list has only the last of them."""
        self.row(words).locator(".row__link").click()
        expect(self.timeline).to_contain_text(shows or words)

    # The case

    @property
    def card(self) -> Locator:
        return self.page.locator("#case .card")

    @property
    def state(self) -> Locator:
        return self.page.locator("#case-head .pill")

    @property
    def timeline(self) -> Locator:
        return self.page.locator("#case .entries")

    def message(self, words: str) -> Locator:
        return self.timeline.locator(".say", has_text=words)

    def presses(self, key: str) -> None:
        """Nobody is so fast that a page is there to be read, and its scripts are not."""
        self.page.wait_for_load_state()
        self.page.keyboard.press(key)

    def hands_over(self, *, note: str, tag: str, acknowledgement: str | None = None) -> None:
        """With the keyboard: h, type, Ctrl-Enter."""
        self.presses("h")
        sheet = self.page.locator("#sheet[open]")
        expect(sheet).to_be_visible()
        if acknowledgement is not None:
            sheet.locator("[name=acknowledgement]").fill(acknowledgement)
        sheet.locator("[name=note]").fill(note)
        sheet.get_by_role("radio", name=tag).check()
        sheet.locator("[name=note]").press("Control+Enter")
        expect(sheet).to_have_count(0)

    def takes_it(self) -> None:
        self.presses("u")
        expect(self.page.locator("#case [data-command=take]")).to_have_count(0)

    def replies(self, words: str) -> None:
        self._writes("reply", words)
        expect(self.message(words)).to_be_visible()

    def notes(self, words: str) -> None:
        self._writes("note", words)

    def _writes(self, pen: str, words: str) -> None:
        """With the keyboard: r or n, type, Ctrl-Enter."""
        self.presses(pen[0])
        area = self.page.locator(f"#{pen}-text")
        expect(area).to_be_focused()
        area.fill(words)
        area.press("Control+Enter")
