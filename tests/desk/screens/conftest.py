"""A real browser in front of the real pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from care.core.models import Member, Person
from tests import chromium
from tests.cast import Cast, hire

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 780}

Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium.running() as started:
        yield started


@pytest.fixture
def acme(transactional_db: None) -> Cast:
    return hire("acme")


@pytest.fixture
def desk_of(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """Opens the desk as a member sees it. A page that complains in its console fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        # This server has no stream of changes: pages ask by themselves.
        if said.type == "error" and "/live?" not in said.location["url"]:
            complaints.append(said.text)

    def open_desk(member: Member, path: str = "/acme/desk/", **context_options: Any) -> Page:
        client = Client()
        client.force_login(Person.objects.get(memberships=member.membership_id))
        context = browser.new_context(**{"viewport": DESKTOP, **context_options})
        contexts.append(context)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        page.goto(live_server.url + path)
        return page

    yield open_desk
    for context in contexts:
        context.close()
    _wait_for_the_server()
    # A refused form answers 422, which the console calls an error.
    assert [said for said in complaints if "422" not in said] == []


def _wait_for_the_server() -> None:
    """A poll that was under way when its page closed still reads; emptying would get in its way."""
    for _ in range(50):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND usename = current_user AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)
