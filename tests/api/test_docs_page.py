"""The page of the API's description, in a real browser under the usual policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect
from pytest_django.live_server_helper import LiveServer

from tests import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.running() as started:
        yield started


@pytest.mark.django_db(transaction=True)
def test_the_description_is_drawn_without_a_complaint(
    browser: Browser, live_server: LiveServer
) -> None:
    complaints: list[str] = []
    asked: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            complaints.append(said.text)

    context = browser.new_context()
    page = context.new_page()
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/v1/docs/")
    replies = page.get_by_text("/cases/{case_id}/replies/", exact=False).first
    expect(replies).to_be_visible()
    replies.click()
    expect(page.get_by_text("Idempotency-Key").first).to_be_visible()
    context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
