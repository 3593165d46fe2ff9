"""Many cases of one organisation, and what is done with all of them."""

from __future__ import annotations

import itertools
from typing import Any

from care.core.models import Member
from inbox.access import case_to_change
from inbox.actions.bulk.jobs import check_undo, do_begin, do_undo
from inbox.flow import bulk
from inbox.models import BulkItem, BulkJob, Case
from tests.cast import Cast
from tests.inbox.actions.work import customer_writes

_keys = itertools.count(1)


def hear(cast: Cast, count: int) -> list[int]:
    """The ids of so many new cases."""
    for number in range(count):
        customer_writes(cast, f"A question, number {number}", customer=f"customer-{number}")
    with cast.door():
        return list(Case.objects.order_by("id").values_list("id", flat=True))


def begin(
    cast: Cast, verb: str, case_ids: list[int], *, by: Member | None = None, **given: Any
) -> BulkJob:
    with cast.door():
        return do_begin(
            member=by or cast.anna,
            verb=verb,
            arguments=given,
            case_ids=case_ids,
            idempotency_key=f"bulk-{next(_keys)}",
        )


def do(cast: Cast, verb: str, case_ids: list[int], **given: Any) -> BulkJob:
    """Begun and worked off."""
    job = begin(cast, verb, case_ids, **given)
    bulk.run_due()
    return fresh(cast, job)


def undo(cast: Cast, job: BulkJob) -> BulkJob:
    with cast.door():
        check_undo(member=cast.anna, job=fresh(cast, job))
        made = do_undo(member=cast.anna, job=fresh(cast, job), idempotency_key=f"u{next(_keys)}")
    bulk.run_due()
    return fresh(cast, made)


def fresh(cast: Cast, job: BulkJob) -> BulkJob:
    with cast.door():
        return BulkJob.objects.get(id=job.id)


def outcomes(cast: Cast, job: BulkJob) -> list[str]:
    """In the order of the cases."""
    with cast.door():
        items = BulkItem.objects.filter(job=job).order_by("case_id")
        return list(items.values_list("outcome", flat=True))


def said(cast: Cast, job: BulkJob, case_id: int) -> str:
    with cast.door():
        return BulkItem.objects.get(job=job, case_id=case_id).said


def each(cast: Cast, *fields: str) -> list[Any]:
    """Of every case, in their order: a value, or a tuple of several."""
    with cast.door():
        rows = Case.objects.order_by("id")
        return list(rows.values_list(*fields, flat=len(fields) == 1))


def one_does(cast: Cast, verb: Any, case_id: int, *, by: Member, **given: Any) -> None:
    """A colleague acts in one case, by the verb of its page."""
    with cast.door():
        verb(member=by, case=case_to_change(by, case_id), **given)
