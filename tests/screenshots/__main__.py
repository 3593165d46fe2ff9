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


class Camera:
    def __init__(self, browser: Browser, url: str, into: Path) -> None:
        self.browser, self.url, self.into = browser, url, into

    def photograph(self, people: Sequence[Person]) -> None:
        for size, theme in ((size, theme) for size in SIZES for theme in THEMES):
            folder = self.into / f"{size}-{theme}"
            folder.mkdir(parents=True)
            for number, person in enumerate(people):
                context = self.browser.new_context(
                    viewport=SIZES[size],  # type: ignore[arg-type]
                    color_scheme=theme,  # type: ignore[arg-type]
                    base_url=self.url,
                )
                page = context.new_page()
                if number == 0:
                    page.goto("/accounts/login/")
                    page.screenshot(path=folder / "sign-in.png")
                self._sign_in(page, person)
                self._desk(page, person, folder)
                if person.role == "Admin":
                    self._settings(page, person, folder)
                context.close()

    def _sign_in(self, page: Page, person: Person) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(person.email)
        page.get_by_label("Password").fill(person.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/**")

    def _desk(self, page: Page, person: Person, folder: Path) -> None:
        page.screenshot(path=folder / f"{person.short}-desk.png")
        first = page.locator(".row__link").first
        if first.count():
            page.goto(str(first.get_attribute("href")))
            page.screenshot(path=folder / f"{person.short}-case.png")

    def _settings(self, page: Page, person: Person, folder: Path) -> None:
        """Every page that the settings' rail links to, so that a new one is in the pictures too."""
        root = f"/{person.organisation}/settings/"
        page.goto(f"{root}channels/")
        found = page.locator(f"a[href^='{root}']").evaluate_all(
            "links => links.map(link => new URL(link.href).pathname)"
        )
        for path in dict.fromkeys(found):
            page.goto(path)
            name = path.removeprefix(root).strip("/").replace("/", "-") or "home"
            page.screenshot(path=folder / f"settings-{name}.png", full_page=True)


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
