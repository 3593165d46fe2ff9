"""Cases are told of their problem by workers, any number of them, any of which may die."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection

from care.core.tenancy.due import due_rows
from inbox.access import case_to_change
from inbox.flow import problems as flow
from inbox.models import Note, Problem
from tests.cast import Cast, hire
from tests.inbox.actions.known import handed_over, links, notes, opens, place_of, said_in

CASES = 3


@pytest.fixture
def acme(transactional_db: None) -> Cast:
    return hire("acme")


def reported(acme: Cast) -> tuple[Problem, list[int]]:
    problem = opens(acme)
    case_ids = [handed_over(acme, f"kim{number}") for number in range(CASES)]
    for case_id in case_ids:
        links(acme, case_id, problem)
    return problem, case_ids


def due() -> list[int]:
    return [row.row_id for row in due_rows("care_due_problems", at_most=100)]


def beside(do: Callable[[], object]) -> Future[object]:
    """`do` in another thread, with a connection of its own; returns when it stands before a lock
    of ours, or is done."""

    def run() -> object:
        try:
            return do()
        finally:
            connection.close()

    others = ThreadPoolExecutor(1)
    begun = others.submit(run)
    others.shutdown(wait=False)
    while not begun.done() and not somebody_waits():
        time.sleep(0.02)
    return begun


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


class Killed(Exception):
    pass


def tell_and_die(acme: Cast, ids: list[int]) -> None:
    with acme.door():
        flow.tell(ids)
        raise Killed


def test_a_worker_that_dies_in_a_batch_leaves_the_batch_to_the_next(acme: Cast) -> None:
    problem, case_ids = reported(acme)
    notes(acme, problem, "Restart it.")
    ids = sorted(due())
    assert len(ids) == CASES
    with acme.door():
        flow.tell(ids[:1])
    with pytest.raises(Killed):
        tell_and_die(acme, ids[1:2])
    assert sorted(due()) == ids[1:]
    assert flow.tell_due() == CASES - 1
    for case_id in case_ids:
        assert said_in(acme, case_id) == ["Restart it."]
        assert place_of(acme, case_id)[:2] == (1, acme.anna)
    assert due() == []


def test_a_note_that_changes_while_cases_are_told_reaches_each_of_them(acme: Cast) -> None:
    problem, case_ids = reported(acme)
    notes(acme, problem, "Restart it.")
    with acme.door():
        flow.tell(sorted(due())[:1])
        changed = beside(lambda: notes(acme, problem, "Do not restart it!"))
        assert not changed.done(), "the newer note waits for the batch"
    assert changed.exception(30) is None
    flow.tell_due()
    assert said_in(acme, case_ids[0]) == ["Restart it.", "Do not restart it!"]
    for case_id in case_ids[1:]:
        assert said_in(acme, case_id) == ["Do not restart it!"]


def test_a_case_that_is_linked_while_the_note_is_saved_does_not_miss_it(acme: Cast) -> None:
    problem, _case_ids = reported(acme)
    late = handed_over(acme, "lou")
    with acme.door():
        notes(acme, problem, "Restart it.")
        linked = beside(lambda: links(acme, late, problem))
        assert not linked.done()
    assert linked.exception(30) is None
    assert said_in(acme, late) == ["Restart it."]


def test_a_case_that_somebody_changes_is_told_the_next_time(acme: Cast) -> None:
    problem, case_ids = reported(acme)
    notes(acme, problem, "Restart it.")
    with acme.door():
        case_to_change(acme.anna, case_ids[0])
        told = beside(flow.tell_due)
        assert told.result(30) == CASES - 1, "nobody waits for it"
    assert said_in(acme, case_ids[0]) == []
    assert flow.tell_due() == 1
    assert said_in(acme, case_ids[0]) == ["Restart it."]


def test_two_workers_tell_each_case_once(acme: Cast) -> None:
    problem, _case_ids = reported(acme)
    notes(acme, problem, "Restart it.")
    with ThreadPoolExecutor(2) as workers:
        told = [workers.submit(run_and_close) for _worker in range(2)]
    assert sum(one.result(30) for one in told) == CASES
    with acme.door():
        assert Note.objects.filter(problem_entry__isnull=False).count() == CASES


def run_and_close() -> int:
    try:
        return flow.tell_due()
    finally:
        connection.close()


def test_a_batch_that_fails_is_told_one_by_one(acme: Cast) -> None:
    problem, case_ids = reported(acme)
    notes(acme, problem, "Restart it.")
    with connection.cursor() as cursor, acme.door():
        cursor.execute("SELECT nextval('inbox_note_id_seq')")
        # What the second of them would write stands there already.
        taken = cursor.fetchone()[0] + 2
        Note.objects.create(
            id=taken, case_id=case_ids[1], member=acme.tess, text="x", at="2026-01-01T00:00Z"
        )
    assert flow.tell_due() == CASES
    for case_id in case_ids:
        assert said_in(acme, case_id) == ["Restart it."]
