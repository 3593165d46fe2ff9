"""Locks, deadlocks and lost connections: a page is stored in the end, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from inbox.models import Case, Message, ParkedItem
from tests.cast import Cast
from tests.inbox.flow.elsewhere import (
    commit_now,
    cut_connections,
    database_away,
    meanwhile,
    second_connection,
    wait_until_blocked,
)
from tests.inbox.flow.feed import MONDAY, cursor_of, mentions, said, take_in

pytestmark = pytest.mark.django_db(transaction=True)

NONE = timedelta(0)


def stored(cast: Cast) -> list[str]:
    with cast.door():
        assert not ParkedItem.objects.exists()
        return sorted(str(row.external_id) for row in Message.objects.all())


def test_a_page_that_waits_too_long_for_a_lock_is_stored_in_the_end(
    acme: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    take_in(acme, said("1"))
    with second_connection() as other:
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM inbox_case FOR UPDATE")
        with meanwhile(lambda: take_in(acme, said("2", in_reply_to="1"))) as page:
            while "attempt 1" not in caplog.text:
                assert wait_until_blocked(page)
            other.rollback()
            assert page.result(timeout=30).stored == 1
    assert stored(acme) == ["1", "2"]


def test_a_page_that_loses_a_deadlock_is_stored_in_the_end(
    acme: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    take_in(acme, said("1", "ann"), said("2", "bob"))
    with acme.door():
        first, second = Case.objects.order_by("id").values_list("id", flat=True)
    lock = "SELECT id FROM inbox_case WHERE id = %s FOR UPDATE"
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute(lock, [second])
        page = [said("3", "ann", in_reply_to="1"), said("4", "bob", in_reply_to="2")]
        with meanwhile(lambda: take_in(acme, *page)) as receipt:
            assert wait_until_blocked(receipt)
            cursor.execute(lock, [first])
            other.rollback()
            assert receipt.result(timeout=30).stored == 2
    assert "attempt 1" in caplog.text
    assert stored(acme) == ["1", "2", "3", "4"]


def test_a_page_whose_rows_are_just_being_written_elsewhere_waits_for_them(acme: Cast) -> None:
    """The channel's lane: a child would not see a parent that is not committed yet."""
    take_in(
        acme, said("0", sent_at=MONDAY - timedelta(days=30))
    )  # else the author's row is waited for
    with acme.door():
        take_in(acme, said("1"), window=NONE)
        with meanwhile(lambda: take_in(acme, said("2", in_reply_to="1"), window=NONE)) as page:
            waited = wait_until_blocked(page)
            commit_now()
            page.result(timeout=30)
    assert waited
    with acme.door():
        assert Case.objects.count() == 2


def test_a_lost_connection_costs_an_attempt_and_no_message(
    acme: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    take_in(acme, said("1"))
    cut_connections()
    assert take_in(acme, said("2")).stored == 1
    assert "attempt 1" in caplog.text
    assert stored(acme) == ["1", "2"]


def test_a_connection_lost_in_the_middle_of_a_page_costs_no_message(acme: Cast) -> None:
    take_in(acme, said("1"))
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_case FOR UPDATE")
        with meanwhile(lambda: take_in(acme, said("2", in_reply_to="1"))) as page:
            assert wait_until_blocked(page)
            cut_connections()
            other.rollback()
            assert page.result(timeout=30).stored == 1
    connection.close()
    assert stored(acme) == ["1", "2"]


def test_a_database_that_stays_away_is_the_callers_to_hear_of_and_nothing_moves(acme: Cast) -> None:
    stream = mentions(acme)
    take_in(acme, said("1"), stream_id=stream, cursor_after={"since": "1"})
    with database_away(), pytest.raises(OperationalError):
        take_in(acme, said("2"), stream_id=stream, cursor_after={"since": "2"})
    assert stored(acme) == ["1"]
    assert cursor_of(acme, stream) == {"since": "1"}


def test_the_cursor_moves_in_the_transaction_of_the_rows(acme: Cast) -> None:
    stream = mentions(acme)
    walk: dict[str, Any] = {"stream_id": stream, "cursor_after": {"since": "1"}}
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_stream WHERE id = %s FOR UPDATE", [stream])
        with meanwhile(lambda: take_in(acme, said("1"), **walk)) as page:
            assert wait_until_blocked(page)  # the rows are written, the cursor cannot be
            assert stored(acme) == []
            cut_connections()
            connection.close()
            assert stored(acme) == []
            assert cursor_of(acme, stream) is None
            other.rollback()
            assert page.result(timeout=30).stored == 1
    assert stored(acme) == ["1"]
    assert cursor_of(acme, stream) == {"since": "1"}


def test_the_cursor_moves_with_the_last_page_of_many_items(acme: Cast) -> None:
    """Whoever starts anew after a crash between two pages begins where the walk began."""
    stream = mentions(acme)
    take_in(acme, said("0"))
    items = [said(f"{n:03}", f"customer {n}") for n in range(120)]
    items[110] = said("110", in_reply_to="0")
    walk: dict[str, Any] = {"stream_id": stream, "cursor_after": {"since": "119"}}
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT id FROM inbox_case FOR UPDATE")
        with meanwhile(lambda: take_in(acme, *items, **walk)) as receipt:
            assert wait_until_blocked(receipt)
            assert len(stored(acme)) == 101
            assert cursor_of(acme, stream) is None
            other.rollback()
            assert receipt.result(timeout=30).stored == 120
    assert cursor_of(acme, stream) == {"since": "119"}
