"""Jobs over many cases are worked off whatever happens to the workers."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from care.core.models import Membership
from inbox.access import case_to_change
from inbox.actions.bulk.deeds import do_deed
from inbox.actions.bulk.jobs import begun, check_cancel, do_begin, do_cancel
from inbox.flow import bulk
from inbox.models import BulkItem, BulkJob, Case, Event
from tests.cast import Cast
from tests.inbox.actions.many import begin, each, fresh, hear, outcomes, said
from tests.inbox.flow.many_workers import work

pytestmark = pytest.mark.django_db(transaction=True)


def changes(cast: Cast) -> Counter[int]:
    """How often each case was resolved."""
    with cast.door():
        return Counter(Event.objects.filter(kind="state_changed").values_list("case_id", flat=True))


def turn(cast: Cast, job: BulkJob, case_id: int) -> bool:
    """Of one case, without any worker's batch."""
    with cast.door():
        item = BulkItem.objects.get(job=job, case_id=case_id)
    claimed = bulk._claim()
    assert claimed is not None
    try:
        return bulk._turn_of(claimed, item.id)
    finally:
        with cast.door():
            BulkJob.objects.filter(id=job.id, state="running").update(due_at=timezone.now())


def lease_is_over(cast: Cast, job: BulkJob) -> None:
    with cast.door():
        BulkJob.objects.filter(id=job.id).update(due_at=timezone.now())


def test_a_worker_that_is_killed_loses_nothing_and_does_nothing_twice(acme: Cast) -> None:
    ids = hear(acme, 12)
    job = begin(acme, "resolve", ids)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    done = context.Queue()
    worker = context.Process(target=work, args=(done, 0.05), daemon=True)
    worker.start()
    for _ in range(4):
        done.get(timeout=60)
    worker.kill()
    worker.join(30)
    assert fresh(acme, job).state == "running"
    assert {"done", "waiting"} <= set(outcomes(acme, job))
    assert bulk.run_due() == 0, "somebody may still have it"
    lease_is_over(acme, job)
    bulk.run_due()
    assert fresh(acme, job).state == "done"
    assert outcomes(acme, job) == ["done"] * 12
    assert changes(acme) == dict.fromkeys(ids, 1)


def test_two_workers_at_one_job_do_each_case_once(acme: Cast) -> None:
    ids = hear(acme, 10)
    job = begin(acme, "resolve", ids)
    first = bulk._claim()
    lease_is_over(acme, job)
    second = bulk._claim()
    assert first is not None
    assert second is not None
    assert first.token != second.token

    def run(claimed: bulk.Claimed) -> None:
        try:
            bulk._batch(claimed)
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        list(threads.map(run, [first, second]))
    bulk.run_due()
    assert fresh(acme, job).state == "done"
    assert changes(acme) == dict.fromkeys(ids, 1)


def test_a_case_in_somebodys_hands_keeps_no_other_waiting(acme: Cast) -> None:
    ids = hear(acme, 3)
    job = begin(acme, "resolve", ids)
    connection.close()
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with acme.door():
            case_to_change(acme.amir, ids[0])
            held.set()
            let_go.wait(60)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(30)
    bulk.run_due(seconds=0)
    lease_is_over(acme, job)
    bulk.run_due(seconds=0)
    assert outcomes(acme, job) == ["waiting", "done", "done"]
    let_go.set()
    other.join(30)
    lease_is_over(acme, job)
    bulk.run_due()
    assert (fresh(acme, job).state, outcomes(acme, job)) == ("done", ["done"] * 3)


def test_what_breaks_in_one_case_stays_there(
    acme: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ids = hear(acme, 3)
    job = begin(acme, "resolve", ids)

    def breaks(*, case: Case, **more: object) -> object:
        made = do_deed(case=case, **more)  # type: ignore[arg-type]
        if case.id == ids[1]:
            raise ZeroDivisionError
        return made

    monkeypatch.setattr(bulk, "do_deed", breaks)
    bulk.run_due()
    assert outcomes(acme, job) == ["done", "refused", "done"]
    assert "nothing was changed" in said(acme, job, ids[1])
    assert each(acme, "state") == ["resolved", "open", "resolved"]
    assert "ZeroDivisionError" in caplog.text


def test_who_is_deactivated_midway_changes_nothing_more(acme: Cast) -> None:
    ids = hear(acme, 3)
    job = begin(acme, "resolve", ids)
    assert turn(acme, job, ids[0])
    Membership.objects.filter(id=acme.anna.membership_id).update(active=False)
    bulk.run_due()
    ended = fresh(acme, job)
    assert (ended.state, ended.why) == ("stopped", "Whoever asked for it is no longer here.")
    assert outcomes(acme, job) == ["done", "waiting", "waiting"]
    assert each(acme, "state") == ["resolved", "open", "open"]


def test_what_is_cancelled_ends_where_it_is(acme: Cast) -> None:
    ids = hear(acme, 3)
    job = begin(acme, "resolve", ids)
    assert turn(acme, job, ids[1])
    with acme.door():
        check_cancel(member=acme.anna, job=job)
        do_cancel(member=acme.anna, job=job)
    bulk.run_due()
    assert fresh(acme, job).state == "cancelled"
    assert outcomes(acme, job) == ["waiting", "done", "waiting"]


def test_two_jobs_take_turns(acme: Cast, globex: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    jobs = [begin(cast, "resolve", hear(cast, 4)) for cast in (acme, globex)]
    order: list[int] = []
    batch = bulk._batch

    def noted(claimed: bulk.Claimed) -> int:
        order.append(claimed.organisation_id)
        return batch(claimed)

    monkeypatch.setattr(bulk, "_batch", noted)
    bulk.run_due()
    assert order == [acme.id, globex.id, acme.id, globex.id]
    states = [fresh(cast, job).state for cast, job in zip((acme, globex), jobs, strict=True)]
    assert states == ["done", "done"]


def test_the_same_click_is_one_job_and_old_lists_go(acme: Cast) -> None:
    ids = hear(acme, 2)
    with acme.door():
        assert begun(member=acme.anna, idempotency_key="click") is None
        job = do_begin(
            member=acme.anna,
            verb="resolve",
            arguments={},
            case_ids=ids,
            idempotency_key="click",
        )
        assert begun(member=acme.anna, idempotency_key="click") == job
        assert begun(member=acme.amir, idempotency_key="click") is None
    bulk.run_due()
    assert bulk.forget_old() == 0
    with acme.door():
        BulkJob.objects.update(finished_at=timezone.now() - bulk.KEPT - timedelta(days=1))
    assert bulk.forget_old() == 2
