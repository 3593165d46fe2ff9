"""The next case while somebody else holds the last one that is free."""

from __future__ import annotations

import pytest

from care.core.bulk import fetch
from inbox.actions.next import do_next
from inbox.models import Case
from routing.models import Team
from tests.cast import Cast
from tests.inbox.flow.elsewhere import meanwhile, second_connection, wait_until_blocked
from tests.inbox.flow.feed import said, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def asks(cast: Cast) -> tuple[bool, str]:
    """Whether Anna gets a case, in a transaction that has written before; and how patient that
    transaction is afterwards."""
    with cast.door():
        Case.objects.filter(snippet="mine").update(snippet="written before")
        queue = Team.objects.get(slug="first-line").id
        found = do_next(member=cast.anna, team_id=queue)
        ((patience,),) = fetch("SELECT current_setting('lock_timeout')", [])
        return found is not None, patience


def two_cases(cast: Cast) -> None:
    """One of Anna's own, and one that is free."""
    take_in(cast, said("1", "ann"), said("2", "bob", text="mine"))
    with cast.door():
        Case.objects.filter(snippet="mine").update(assignee_id=cast.anna.membership_id)


LOCK = "SELECT id FROM inbox_case WHERE assignee_id IS NULL FOR UPDATE"


def test_a_worker_that_holds_the_only_one_for_a_moment_is_waited_for(acme: Cast) -> None:
    two_cases(acme)
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute(LOCK)
        with meanwhile(lambda: asks(acme)) as asked:
            assert wait_until_blocked(asked)
            other.rollback()
            assert asked.result(timeout=30) == (True, "20s")


def test_one_that_somebody_takes_meanwhile_is_not_mine(acme: Cast) -> None:
    two_cases(acme)
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute(LOCK)
        with meanwhile(lambda: asks(acme)) as asked:
            assert wait_until_blocked(asked)
            cursor.execute(
                "UPDATE inbox_case SET assignee_id = %s WHERE assignee_id IS NULL",
                [acme.tess.membership_id],
            )
            other.commit()
            assert asked.result(timeout=30) == (False, "20s")


def test_one_that_is_held_for_long_is_left_and_what_was_done_before_stays(acme: Cast) -> None:
    two_cases(acme)
    with second_connection() as other, other.cursor() as cursor:
        cursor.execute(LOCK)
        with meanwhile(lambda: asks(acme)) as asked:
            assert asked.result(timeout=30) == (False, "20s")
    with acme.door():
        assert Case.objects.filter(snippet="written before").exists()
