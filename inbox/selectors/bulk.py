"""How far a member's jobs over many cases are. Theirs alone: nobody else asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.dateparse import parse_datetime

from care.core.models import Member
from inbox.access import MAX_ID, visible_to
from inbox.models import BulkItem, BulkJob
from inbox.models.bulk import BulkVerb, JobState, Outcome

# Under the list; more would be a second list.
SHOWN = 2
# Of the cases that were not done; the rest is counted.
LISTED = 200


@dataclass(frozen=True, slots=True)
class JobFact:
    id: int
    verb: str
    arguments: Mapping[str, Any]
    undoes_id: int | None
    state: str
    why: str
    total: int
    finished_at: datetime | None
    counts: Mapping[str, int] = field(default_factory=dict)
    undone: bool = False
    """Another job undoes it, or has."""

    def of(self, *outcomes: Outcome) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in outcomes)

    @property
    def turned(self) -> int:
        """Cases that had their turn."""
        return self.total - self.of(Outcome.WAITING)

    @property
    def running(self) -> bool:
        return self.state == JobState.RUNNING

    @property
    def is_undo(self) -> bool:
        return self.verb == BulkVerb.UNDO


# A part of the catalogue's one query: json of the newest jobs that are shown.
JOBS = """
SELECT j.id, j.verb, j.arguments, j.undoes_id, j.state, j.why, j.total, j.finished_at,
  (SELECT coalesce(json_object_agg(outcome, cases), '{}') FROM (
     SELECT i.outcome, count(*) AS cases FROM inbox_bulkitem i
     WHERE i.organisation_id = j.organisation_id AND i.job_id = j.id GROUP BY 1) c) AS counts,
  EXISTS (SELECT FROM inbox_bulkjob u WHERE u.organisation_id = j.organisation_id
    AND u.undoes_id = j.id AND u.state IN ('running', 'done')) AS undone
FROM inbox_bulkjob j
WHERE j.organisation_id = %(organisation)s AND j.member_id = %(member)s
  AND j.shown_until > statement_timestamp()
ORDER BY j.id DESC LIMIT %(most_jobs)s
"""


def facts_of(found: Sequence[Mapping[str, Any]] | None) -> tuple[JobFact, ...]:
    """From the json of JOBS."""
    return tuple(
        JobFact(**{**made, "finished_at": parse_datetime(made["finished_at"] or "")})
        for made in found or ()
    )


def jobs_of(member: Member) -> QuerySet[BulkJob]:
    return BulkJob.objects.filter(member=member)


def one_job(member: Member, job_id: int) -> BulkJob | None:
    return jobs_of(member).filter(id=job_id).first() if 0 < job_id <= MAX_ID else None


def fact_of(job: BulkJob) -> JobFact:
    return facts([job])[0]


def facts(jobs: Sequence[BulkJob]) -> tuple[JobFact, ...]:
    """Of all of them in two queries."""
    items = BulkItem.objects.filter(job__in=jobs).values_list("job_id", "outcome")
    counts: dict[int, dict[str, int]] = {job.id: {} for job in jobs}
    for job_id, outcome, cases in items.annotate(cases=Count("id")):
        counts[job_id][outcome] = cases
    undos = BulkJob.objects.filter(undoes__in=jobs, state__in=(JobState.RUNNING, JobState.DONE))
    undone = set(undos.values_list("undoes_id", flat=True))
    return tuple(
        JobFact(
            id=job.id,
            verb=job.verb,
            arguments=job.arguments,
            undoes_id=job.undoes_id,
            state=job.state,
            why=job.why,
            total=job.total,
            finished_at=job.finished_at,
            counts=counts[job.id],
            undone=job.id in undone,
        )
        for job in jobs
    )


def not_done(member: Member, job: BulkJob) -> Sequence[BulkItem]:
    """The cases that a job did not change, with why. Those out of sight are counted only."""
    items = BulkItem.objects.filter(job=job, case__in=visible_to(member).values("id"))
    items = items.filter(outcome__in=(Outcome.REFUSED, Outcome.SKIPPED))
    return list(items.select_related("case__customer").order_by("outcome", "id")[:LISTED])
