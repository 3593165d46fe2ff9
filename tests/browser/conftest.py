"""End-to-end tests: the whole running product, in a real browser.

The product has a database of its own beside the worker's: its programs write all the time, and
other tests must find theirs as they left it. So nothing is emptied between two tests here; each
has an organisation of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from care.core.models import Member, Person
from tests import chromium, databases
from tests.browser.agent import Agent, Complaints
from tests.browser.product import Product
from tests.browser.stage import Stage, build

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

Open = Callable[..., Agent]
Took = Callable[..., AbstractContextManager[None]]
numbers = count(1)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium.running() as started:
        yield started


@pytest.fixture(scope="package")
def product(
    browser: Browser,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    database_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    copy = f"{database_name}_browser"
    with django_db_blocker.unblock():
        databases.make_copy(copy)
        with databases.pointed_to(copy):
            started = Product(tmp_path_factory.mktemp("product"))
            try:
                started.start()
                yield started
            finally:
                started.stop()
        databases.drop_copy(copy)


@pytest.fixture
def acme(product: Product) -> Iterator[Stage]:
    """An organisation with a channel on the running network, and nobody else's cases in it."""
    built = build(product, slug=f"acme{next(numbers)}")
    yield built
    built.stops_listening()


@pytest.fixture
def open_desk(browser: Browser, product: Product) -> Iterator[Open]:
    """A window of a member's own, signed in. What the windows complained about fails the test in
    the end."""
    contexts: list[BrowserContext] = []
    complaints = Complaints()

    def open_(
        stage: Stage, member: Member | None = None, *, of: Browser = browser, **options: Any
    ) -> Agent:
        context = of.new_context(base_url=product.url, **options)
        contexts.append(context)
        complaints.listen_to(context)
        if member is not None:
            sign_in(context, member, product.url)
        return Agent(context.new_page(), stage.root, complaints)

    yield open_
    for context in contexts:
        context.close()
    assert complaints.heard == []


@pytest.fixture
def took(record_property: Callable[[str, object], None]) -> Took:
    """Measures what people wait for, and says it at the end of the run."""

    @contextmanager
    def measure(what: str, *, at_most: float) -> Iterator[None]:
        begun = time.monotonic()
        yield
        seconds = time.monotonic() - begun
        record_property("measured", f"{what} after {seconds:.1f} s")
        assert seconds < at_most, what

    return measure


def sign_in(context: BrowserContext, member: Member, url: str) -> None:
    """Without the form, because checking a password takes long on purpose."""
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    session = client.cookies["sessionid"]
    context.add_cookies([{"name": session.key, "value": session.value, "url": url}])
