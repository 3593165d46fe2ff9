"""Works off jobs over many cases: a worker claims a job for some seconds, and each of its cases in
a transaction of its own. One that dies loses its lease, and what it had begun with one case."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import OperationalError
from django.db.models import F, Max
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import bell
from care.core.errors import Refused
from care.core.live import tell_bulk
from care.core.models import Organisation
from care.core.network_pages import limit_statements
from care.core.tenancy import organisation_door
from care.core.tenancy.due import due_rows
from inbox import events
from inbox.access import case_to_change
from inbox.actions.bulk.deeds import NothingToDo, do_deed, undo_deed
from inbox.actions.bulk.jobs import BELL, end
from inbox.models import BulkItem, BulkJob, Case, Event
from inbox.models.bulk import BulkVerb, JobState, Outcome

logger = logging.getLogger(__name__)

# Longer than a batch may take, every case of it being waited for.
LEASE = timedelta(seconds=60)
BATCH = 25
BATCH_SECONDS = 1.0
# One task gives way after this long: whoever else waits for a worker gets a turn.
TASK_SECONDS = 5.0
# A case in somebody's hands is tried again after so long, and so often.
AGAIN = timedelta(seconds=1)
MOST_TRIES = 30
KEPT = timedelta(days=60)
# Postgres: lock not available, query cancelled, deadlock.
_BUSY: Final = frozenset({"55P03", "57014", "40P01"})


@dataclass(frozen=True, slots=True)
class Claimed:
    organisation_id: int
    job_id: int
    member_id: int
    token: uuid.UUID


def run_due(*, seconds: float = TASK_SECONDS) -> int:
    """The number of cases that had their turn. Jobs take turns, batch by batch."""
    ends = time.monotonic() + seconds
    worked = 0
    while (claimed := _claim()) is not None:
        worked += _batch(claimed)
        if time.monotonic() >= ends:
            bell.ring(BELL)
            break
    return worked


def _claim() -> Claimed | None:
    """The job that waits longest, ours until its lease is over."""
    for due in due_rows("care_due_bulk", at_most=10):
        with organisation_door(due.organisation_id):
            row = BulkJob.objects.select_for_update(skip_locked=True).filter(
                id=due.row_id, state=JobState.RUNNING, due_at__lte=Now()
            )
            job = row.first()
            if job is None:
                continue
            token = uuid.uuid4()
            BulkJob.objects.filter(id=job.id).update(due_at=Now() + LEASE, lease_token=token)
            return Claimed(due.organisation_id, job.id, job.member_id, token)
    return None


def _batch(claimed: Claimed) -> int:
    with organisation_door(claimed.organisation_id):
        waiting = BulkItem.objects.filter(job=claimed.job_id, outcome=Outcome.WAITING)
        ids = list(waiting.order_by("tries", "id").values_list("id", flat=True)[:BATCH])
    worked = sum(_in_time(claimed, ids))
    _hand_back(claimed, any_done=worked > 0)
    return worked


def _in_time(claimed: Claimed, ids: Iterable[int]) -> Iterable[bool]:
    ends = time.monotonic() + BATCH_SECONDS
    for item_id in ids:
        if time.monotonic() >= ends:
            return
        yield _turn_of(claimed, item_id)


def _hand_back(claimed: Claimed, *, any_done: bool) -> None:
    """For the next worker, at once; or the job is over."""
    with organisation_door(claimed.organisation_id):
        job = BulkJob.objects.get(id=claimed.job_id)
        if not BulkItem.objects.filter(job=job, outcome=Outcome.WAITING).exists():
            end(job, JobState.DONE)
            return
        wait = timedelta(0) if any_done else AGAIN
        BulkJob.objects.filter(id=job.id, state=JobState.RUNNING, lease_token=claimed.token).update(
            due_at=Now() + wait, lease_token=None
        )
        tell_bulk(job.member_id)


def _turn_of(claimed: Claimed, item_id: int) -> bool:
    """Was there anything to decide? Whatever one case runs into keeps no other waiting."""
    try:
        with organisation_door(claimed.organisation_id):
            limit_statements()
            return _do(claimed, item_id)
    except NothingToDo as nothing:
        return _settle(claimed, item_id, Outcome.SKIPPED, nothing.sentence)
    except Refused as refused:
        return _settle(claimed, item_id, Outcome.REFUSED, refused.sentence)
    except Http404:
        gone = _("You do not see this case any more, or it went into another one.")
        return _settle(claimed, item_id, Outcome.REFUSED, gone)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) not in _BUSY:
            raise
        return _later(claimed, item_id)
    except Exception:
        logger.exception("item %s of bulk job %s", item_id, claimed.job_id)
        failed = _("Something went wrong inside Care, and nothing was changed. Try it by itself.")
        return _settle(claimed, item_id, Outcome.REFUSED, failed)


def _do(claimed: Claimed, item_id: int) -> bool:
    """All of it or nothing. The item is a row of its job: it is locked before the case."""
    item = (
        BulkItem.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("job__member__membership", "job__undoes")
        .filter(id=item_id, outcome=Outcome.WAITING)
        .first()
    )
    if item is None or item.job.state != JobState.RUNNING:
        return False
    job, member = item.job, item.job.member
    if not member.membership.active:
        end(job, JobState.STOPPED, why=_("Whoever asked for it is no longer here."))
        return False
    case = case_to_change(member, item.case_id)
    undoes = {"undoes": job.undoes_id} if job.undoes_id else {}
    with events.marked(bulk=job.id, **undoes):
        if job.verb == BulkVerb.UNDO:
            _undo(job, case)
        else:
            mark = do_deed(member=member, case=case, verb=job.verb, given=job.arguments)
            item.trace = mark.as_json()
            newest = Event.objects.filter(case=case).aggregate(newest=Max("id"))["newest"]
            item.last_event = newest
    item.outcome = Outcome.DONE
    item.save(update_fields=["outcome", "trace", "last_event"])
    return True


def _undo(job: BulkJob, case: Case) -> None:
    original = BulkItem.objects.filter(
        job_id=job.undoes_id, case=case, outcome=Outcome.DONE
    ).first()
    if original is None:
        raise NothingToDo(_("It has been undone already."))
    undo_deed(member=job.member, case=case, item=original)
    BulkItem.objects.filter(id=original.id).update(outcome=Outcome.UNDONE)


def _settle(claimed: Claimed, item_id: int, outcome: Outcome, said: str) -> bool:
    with organisation_door(claimed.organisation_id):
        item = BulkItem.objects.filter(id=item_id, outcome=Outcome.WAITING)
        return bool(item.update(outcome=outcome, said=said[:400]))


def _later(claimed: Claimed, item_id: int) -> bool:
    """Somebody has the case in hand for long; the others go on."""
    with organisation_door(claimed.organisation_id):
        item = BulkItem.objects.filter(id=item_id, outcome=Outcome.WAITING)
        item.update(tries=F("tries") + 1)
        tired = item.filter(tries__gte=MOST_TRIES).exists()
    if tired:
        held = _("It was in somebody else's hands all the time. Try it again by itself.")
        return _settle(claimed, item_id, Outcome.REFUSED, held)
    return False


def forget_old() -> int:
    """What became of each case is in its events; the lists of old jobs go."""
    gone = 0
    for organisation_id in Organisation.objects.order_by("id").values_list("id", flat=True):
        with organisation_door(organisation_id):
            old = BulkJob.objects.filter(finished_at__lt=timezone.now() - KEPT)
            gone += BulkItem.objects.filter(job__in=old).delete()[0]
    return gone
