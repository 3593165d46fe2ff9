"""A page that is taken in inside a longer transaction: its limits, and what it survives there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from care.core.bulk import fetch
from inbox.models import Case
from tests.cast import Cast
from tests.inbox.flow.elsewhere import (
    cut_connections,
    meanwhile,
    second_connection,
    wait_until_blocked,
)
from tests.inbox.flow.feed import said, take_in
from tests.inbox.flow.test_changes import deleted, hear_of
from tests.inbox.flow.test_retries import stored

pytestmark = pytest.mark.django_db(transaction=True)


def limits() -> tuple[str, str]:
    ((lock, statement),) = fetch(
        "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')", []
    )
    return lock, statement


WAYS: dict[str, Callable[[Cast], object]] = {
    "items": lambda cast: take_in(cast, said("2")),
    "an item that cannot be stored": lambda cast: take_in(cast, said("2", "")),
    "changes": lambda cast: hear_of(cast, deleted("1")),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_longer_transaction_keeps_its_own_limits(acme: Cast, way: Callable[[Cast], int]) -> None:
    with acme.door():
        fetch("SELECT set_config('lock_timeout', '2s', true)", [])
        fetch("SELECT set_config('statement_timeout', '7s', true)", [])
        way(acme)
        assert limits() == ("2s", "7s")


def test_a_page_of_its_own_leaves_no_limits_behind(acme: Cast) -> None:
    with acme.door():
        usual = limits()
    take_in(acme, said("1"))
    with acme.door():
        assert limits() == usual


def within(cast: Cast, act: Callable[[], object]) -> Callable[[], object]:
    """`act` as the last thing of a longer transaction that has written before."""

    def longer() -> object:
        with cast.door():
            Case.objects.filter(snippet="nobody's").update(snippet="written before")
            return act()

    return longer


def test_a_deadlock_in_a_longer_transaction_costs_an_attempt(
    acme: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    take_in(acme, said("1", "ann"), said("2", "bob"), said("0", "zoe", text="nobody's"))
    with acme.door():
        first, second = Case.objects.exclude(snippet="nobody's").order_by("id").values_list("id")
    lock = "SELECT id FROM inbox_case WHERE id = %s FOR UPDATE"
    page = [said("3", "ann", in_reply_to="1"), said("4", "bob", in_reply_to="2")]
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute(lock, second)
        with meanwhile(within(acme, lambda: take_in(acme, *page))) as receipt:
            assert wait_until_blocked(receipt)
            cursor.execute(lock, first)
            other.rollback()
            receipt.result(timeout=30)
    assert "attempt 1" in caplog.text
    assert stored(acme) == ["0", "1", "2", "3", "4"]
    with acme.door():
        assert Case.objects.filter(snippet="written before").exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda cast: take_in(cast, said("2", in_reply_to="1")),
        lambda cast: hear_of(cast, deleted("1")),
    ],
    ids=["items", "changes"],
)
def test_a_longer_transaction_that_is_lost_is_its_owners_to_begin_anew(
    acme: Cast, caplog: pytest.LogCaptureFixture, act: Callable[[Cast], object]
) -> None:
    """Going on would store the page without what its caller had written before."""
    take_in(acme, said("1"), said("0", "zoe", text="nobody's"))
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_case WHERE snippet <> 'nobody''s' FOR UPDATE")
        with meanwhile(within(acme, lambda: act(acme))) as page:
            assert wait_until_blocked(page)
            cut_connections()
            other.rollback()
            with pytest.raises(OperationalError):
                page.result(timeout=30)
    connection.close()
    assert "attempt 1" in caplog.text
    assert "attempt 2" not in caplog.text
    assert stored(acme) == ["0", "1"]
    with acme.door():
        assert Case.objects.filter(snippet="nobody's").exists()
