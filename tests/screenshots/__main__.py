"""`make screenshots`: the main pages of the demo, as each role sees them, to be looked at.

Starts Care by itself on a throwaway data folder. Pictures go into `screenshots/`, a folder for each
size and theme: desktop-light, desktop-dark, phone-light, phone-dark.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from care.services.ports import free_port
from tests.chromium import QUIETLY

SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 780}}
THEMES = ("light", "dark")
SLOW_START = 120.0
# The demo's customers write first and keep writing: a desk with a little of everything on it.
BUSY_AFTER = 25.0


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    password: str
    role: str
    organisation: str

    @property
    def short(self) -> str:
        return re.sub(r"[^a-z]+", "-", self.role.lower()).strip("-")


@contextmanager
def running_demo(folder: Path) -> Iterator[tuple[str, list[Person]]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {**os.environ, "PORT": str(port), "DATA_DIR": str(folder), "DEMO": "1", "CORPUS": ""}
    with (folder.parent / "care.log").open("w") as log:
        care = subprocess.Popen(
            [sys.executable, "-m", "care.services", "up"],
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _wait_for(url, care)
            yield url, _people(folder / "demo.json")
        finally:
            care.send_signal(signal.SIGINT)
            care.wait(timeout=60)


def _wait_for(url: str, care: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SLOW_START
    while time.monotonic() < until:
        if care.poll() is not None:
            sys.exit("Care did not start; run `make run` to see why.")
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).is_success:
                time.sleep(BUSY_AFTER)
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    sys.exit(f"Care did not answer at {url} within {SLOW_START:g} seconds.")


def _people(path: Path) -> list[Person]:
    facts = json.loads(path.read_text())
    first = facts["organisations"][0]["slug"]
    people = [
        Person(p["email"], p["password"], p["role"], p["organisation"]) for p in facts["people"]
    ]
    by_role = {person.role: person for person in reversed(people) if person.organisation == first}
    return list(by_role.values())


def _unroll(page: Page, size: dict[str, int]) -> None:
    """A pane that scrolls by itself is shown whole in a window that is as high."""
    tall = page.locator(".settings").evaluate_all("panes => panes.map(pane => pane.scrollHeight)")
    page.set_viewport_size({"width": size["width"], "height": max([size["height"], *tall])})


# What opens over a page, by the key that opens it.
OVER_A_CASE = {"hand-over": "h", "note": "n", "tags": "t", "help": "?", "palette": "Control+k"}


class Camera:
    def __init__(self, browser: Browser, url: str, into: Path) -> None:
        self.browser, self.url, self.into = browser, url, into
        self._cookies: dict[str, list[Any]] = {}

    def photograph(self, people: Sequence[Person]) -> None:
        for person in people:
            pages = self._pages_of(person)
            for size, theme in ((size, theme) for size in SIZES for theme in THEMES):
                folder = self.into / f"{size}-{theme}"
                folder.mkdir(parents=True, exist_ok=True)
                self._look(person, pages, size, theme, folder)

    def _look(
        self, person: Person, pages: dict[str, str], size: str, theme: str, folder: Path
    ) -> None:
        context = self.browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            base_url=self.url,
        )
        page = context.new_page()
        page.goto("/accounts/login/")
        page.screenshot(path=folder / "sign-in.png")
        page.context.add_cookies(self._cookies[person.email])
        for name, path in pages.items():
            page.goto(path)
            _unroll(page, SIZES[size])
            whole = not name.startswith(("desk", "case"))
            page.screenshot(path=folder / f"{person.short}-{name}.png", full_page=whole)
            page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
            if name == "case":
                self._over(page, folder / f"{person.short}-case")
        context.close()

    def _over(self, page: Page, name: Path) -> None:
        """Sheets and menus are opened by their keys, as an agent does."""
        for what, key in OVER_A_CASE.items():
            page.keyboard.press(key)
            page.wait_for_timeout(300)
            page.screenshot(path=name.with_name(f"{name.name}-{what}.png"))
            page.keyboard.press("Escape")
            page.reload()

    def _pages_of(self, person: Person) -> dict[str, str]:
        """Every place that the rails link to, so that a new page is in the pictures too."""
        context = self.browser.new_context(base_url=self.url)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(person.email)
        page.get_by_label("Password", exact=True).fill(person.password)
        page.get_by_role("button", name="Sign in").click()
        # Whoever works for several organisations is asked for which.
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        self._cookies[person.email] = context.cookies()
        desk = f"/{person.organisation}/desk/"
        page.goto(desk)
        pages = {"desk": page.url} | self._links(page, desk, "desk-", of="#queues a")
        first = page.locator(".row__link").first
        if first.count():
            pages["case"] = str(first.get_attribute("href"))
        pages["me"] = f"/{person.organisation}/settings/me/"
        if person.role == "Admin":
            root = f"/{person.organisation}/settings/"
            page.goto(f"{root}channels/")
            pages |= self._links(page, root, "settings-", of="a")
        # Agents are led to their own figures, everybody else to all reports.
        root = f"/{person.organisation}/reports/"
        page.goto(root)
        pages |= self._links(page, root, "reports-", of="a")
        behind = page.locator(".figure__link").first
        if "reports-cases" in pages:
            pages["reports-cases"] = str(behind.get_attribute("href"))
        if "reports-board" in pages:
            pages["reports-wall"] = f"{root}board/?wall=1"
        context.close()
        return pages

    @staticmethod
    def _links(page: Page, root: str, before: str, *, of: str) -> dict[str, str]:
        found = page.locator(f"{of}[href^='{root}']").evaluate_all(
            "links => links.map(link => new URL(link.href).pathname)"
        )
        return {
            before + (path.removeprefix(root).strip("/").replace("/", "-") or "home"): path
            for path in found
        }


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.screenshots", description="Pictures of the pages.")
    parser.add_argument("--into", type=Path, default=Path("screenshots"))
    into: Path = parser.parse_args(argv).into
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Pictures need chromium on PATH.")
    shutil.rmtree(into, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="care-pictures-") as name:
        Path(name).chmod(0o755)
        with running_demo(Path(name) / "data") as (url, people), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=[*QUIETLY])
            Camera(browser, url, into).photograph(people)
            browser.close()
    sys.stdout.write(f"{len(list(into.rglob('*.png')))} pictures in {into}/\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
