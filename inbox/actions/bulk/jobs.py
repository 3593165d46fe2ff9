"""Jobs over many cases: begun, cancelled, undone, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import audit, bell
from care.core.bulk import insert_rows
from care.core.errors import Refused
from care.core.live import tell_bulk
from care.core.models import Member
from care.core.tenancy import current_organisation_id
from inbox.actions.bulk.deeds import Arguments
from inbox.actions.keys import lock_key
from inbox.actions.notices import notify
from inbox.actions.state import DISMISS_REASONS
from inbox.events import Actor
from inbox.models import BulkItem, BulkJob
from inbox.models.bulk import BulkVerb, JobState, Outcome
from inbox.models.cases import Priority
from inbox.models.desk import NoticeKind
from routing.models import Tag, Team

BELL = "inbox.run_bulk"
MOST = 10_000
# How long a job can be undone once it has ended, and stands under the list.
UNDO = timedelta(minutes=10)
# One that does not end is shown for so long.
_LONGEST = timedelta(days=7)


def check_begin(
    *, member: Member, verb: str, arguments: Arguments, cases: int, more: bool = False
) -> None:
    """`more`: there are more cases than were counted. Each case is checked by its own verb when
    its turn comes; here, what would be refused for all of them."""
    if more or cases > MOST:
        raise Refused(
            _("Those are more than %(most)s cases. Narrow the list, then do it part by part.")
            % {"most": f"{MOST:,}"}
        )
    if cases == 0:
        raise Refused(_("No case is marked. Mark some, then choose what to do with them."))
    if not _makes_sense(verb, arguments):
        raise Refused(_("This cannot be done with many cases. Reload the page and choose again."))


def _makes_sense(verb: str, given: Arguments) -> bool:
    match verb:
        case BulkVerb.TAG:
            return Tag.objects.filter(id=given.get("tag", 0), retired_at__isnull=True).exists()
        case BulkVerb.UNTAG:
            return Tag.objects.filter(id=given.get("tag", 0)).exists()
        case BulkVerb.ASSIGN:
            to = Member.objects.filter(id=given.get("member", 0), membership__active=True)
            return to.exists()
        case BulkVerb.MOVE:
            return Team.objects.filter(id=given.get("team", 0), retired_at__isnull=True).exists()
        case BulkVerb.PRIORITY:
            return given.get("priority") in Priority.values
        case BulkVerb.SNOOZE:
            return "until" in given
        case BulkVerb.DISMISS:
            return given.get("reason") in DISMISS_REASONS
        case _:
            return verb in {BulkVerb.RESOLVE, BulkVerb.RELEASE}


def begun(*, member: Member, idempotency_key: str) -> BulkJob | None:
    """The job that the same click has begun, if it was heard before."""
    lock_key(f"bulk:{member.id}:{idempotency_key}")
    return BulkJob.objects.filter(member=member, idempotency_key=idempotency_key).first()


def do_begin(
    *,
    member: Member,
    verb: str,
    arguments: Arguments,
    case_ids: Iterable[int],
    idempotency_key: str,
    undoes: BulkJob | None = None,
) -> BulkJob:
    """The cases are written down now: what matches later is not among them."""
    # In their order: each row holds its case for the rest of the transaction.
    ids = sorted(set(case_ids))
    now = timezone.now()
    job = BulkJob.objects.create(
        member=member,
        verb=verb,
        arguments=dict(arguments),
        undoes=undoes,
        idempotency_key=idempotency_key,
        at=now,
        total=len(ids),
        shown_until=now + _LONGEST,
        due_at=now,
    )
    organisation_id = current_organisation_id()
    insert_rows(
        "inbox_bulkitem",
        ("organisation_id", "job_id", "case_id", "outcome", "said", "tries"),
        [(organisation_id, job.id, id_, str(Outcome.WAITING), "", 0) for id_ in ids],
    )
    audit.note(member, f"bulk.{verb}", f"bulk {job.id}", cases=len(ids), **_noted(job))
    bell.ring(BELL)
    return job


def _noted(job: BulkJob) -> dict[str, Any]:
    return dict(job.arguments) if job.undoes_id is None else {"undoes": job.undoes_id}


def check_cancel(*, member: Member, job: BulkJob) -> None:
    if job.state != JobState.RUNNING:
        raise Refused(_("It has ended already. What it did can be undone."))


def do_cancel(*, member: Member, job: BulkJob) -> None:
    """What is done stays done; the rest is left as it is."""
    end(job, JobState.CANCELLED)


def check_undo(*, member: Member, job: BulkJob) -> None:
    if job.undoes_id is not None:
        raise Refused(_("This was an undo itself. Do it anew instead."))
    if job.finished_at is None:
        raise Refused(_("It is still running. Cancel it first, then undo what it did."))
    if timezone.now() > job.finished_at + UNDO:
        raise Refused(_("The ten minutes in which it could be undone are over."))
    undos = BulkJob.objects.filter(undoes=job)
    if undos.exclude(state__in=(JobState.CANCELLED, JobState.STOPPED)).exists():
        raise Refused(_("It has been undone already."))
    if not BulkItem.objects.filter(job=job, outcome=Outcome.DONE).exists():
        raise Refused(_("It changed no case: there is nothing to undo."))


def do_undo(*, member: Member, job: BulkJob, idempotency_key: str) -> BulkJob:
    done = BulkItem.objects.filter(job=job, outcome=Outcome.DONE)
    put_away(member=member, job=job)
    return do_begin(
        member=member,
        verb=BulkVerb.UNDO,
        arguments={**job.arguments, "verb": job.verb},
        case_ids=done.values_list("case_id", flat=True),
        idempotency_key=idempotency_key,
        undoes=job,
    )


def put_away(*, member: Member, job: BulkJob) -> None:
    """It stands under the list no more. One that is running goes on."""
    BulkJob.objects.filter(id=job.id).update(shown_until=Now())


def end(job: BulkJob, state: JobState, *, why: str = "") -> bool:
    """False when somebody else ended it."""
    ended = BulkJob.objects.filter(id=job.id, state=JobState.RUNNING).update(
        state=state,
        why=why,
        finished_at=Now(),
        shown_until=Now() + UNDO,
        due_at=None,
        lease_token=None,
    )
    if ended:
        _tell_whoever_got_them(job)
        tell_bulk(job.member_id)
    return bool(ended)


def _tell_whoever_got_them(job: BulkJob) -> None:
    """One notice of all: hundreds would bury what else waits for them."""
    if job.verb != BulkVerb.ASSIGN:
        return
    done = BulkItem.objects.filter(job=job, outcome=Outcome.DONE).order_by("case_id")
    given = list(done.values_list("case_id", flat=True)[:2])
    if given:
        notify(
            NoticeKind.ASSIGNED,
            given[0],
            [job.arguments["member"]],
            at=timezone.now(),
            actor=Actor(member_id=job.member_id),
            bulk_id=job.id if len(given) > 1 else None,
        )
