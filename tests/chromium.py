"""Chromium for tests.

While it runs, Playwright keeps an event loop in this thread: nobody else can start one, and Django
takes every query for one of an async caller. So no browser outlives the package that asked for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

QUIETLY = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"These tests need {names[-1]} on PATH; .ci/run installs it on Debian.")
    return found


# Pages poll every five seconds, on machines that have other work too.
PATIENCE = 30_000


@contextmanager
def running() -> Iterator[Browser]:
    # The shell is the same browser without windows of its own: half the work for the same pages.
    path = program("chromium-headless-shell", "chromium")
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIETLY])
        yield browser
        browser.close()


@contextmanager
def with_windows(browser: Browser) -> Iterator[Browser]:
    """Beside one that runs: the whole program, for what happens between windows."""
    path = program("chromium")
    whole = browser.browser_type.launch(executable_path=path, args=[*QUIETLY])
    yield whole
    whole.close()
