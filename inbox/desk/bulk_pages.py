"""The pages of jobs over many cases: what I did, and one job with what it left as it was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from care.core.requests import MemberRequest
from inbox.desk import words
from inbox.desk.bulk import JobLine, line_of
from inbox.desk.links import Links, desk_root
from inbox.desk.page import DeskPage
from inbox.models import BulkJob
from inbox.models.bulk import Outcome
from inbox.selectors.bulk import LISTED, JobFact, fact_of, facts, jobs_of, not_done

NEWEST = 20


@dataclass(frozen=True, slots=True)
class Left:
    """A case that was not done."""

    href: str
    customer: str
    snippet: str
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Past:
    line: JobLine
    iso: str
    ago: str


class JobsPage(DeskPage):
    @cached_property
    def links(self) -> Links:
        return Links(desk_root(self.request.organisation.slug), None, ())

    @property
    def title(self) -> str:
        return _("Done with many cases")

    @cached_property
    def past(self) -> tuple[Past, ...]:
        jobs = list(jobs_of(self.member).order_by("-id")[:NEWEST])
        return tuple(map(self._past, jobs, facts(jobs)))

    def _past(self, job: BulkJob, fact: JobFact) -> Past:
        line = line_of(fact, self.catalogue, self.bulk.jobs_href)
        return Past(line, job.at.isoformat(), words.speech().ago(job.at, self.now))


class JobPage(JobsPage):
    def __init__(self, request: MemberRequest, job: BulkJob) -> None:
        super().__init__(request)
        self.job = job

    @property
    def title(self) -> str:
        return self.line.what

    @cached_property
    def line(self) -> JobLine:
        return line_of(fact_of(self.job), self.catalogue, self.bulk.jobs_href)

    @cached_property
    def left(self) -> tuple[Left, ...]:
        return tuple(
            Left(
                href=self.links.case(item.case_id).page,
                customer=item.case.customer.display_name,
                snippet=item.case.snippet,
                label=str(Outcome(item.outcome).label),
                said=item.said,
            )
            for item in not_done(self.member, self.job)
        )

    @property
    def cut(self) -> bool:
        return len(self.left) == LISTED
