"""One verb on many cases: asked for, looked at, cancelled, undone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from care.core.errors import Refused
from care.core.requests import MemberRequest
from inbox.actions.bulk import jobs
from inbox.desk.bulk_asked import ChoosePage, cases_asked, wish_of
from inbox.desk.bulk_pages import JobPage, JobsPage
from inbox.desk.page import DeskPage
from inbox.desk.pen import new_key
from inbox.desk.views.answer import back_where_they_were, see_other
from inbox.models import BulkJob
from inbox.models.bulk import JobState
from inbox.selectors.bulk import one_job

_LINES = "desk/bulk/_lines_fragment.html"


def begin(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method != "POST":
        return _jobs(request)
    page = DeskPage(request)
    try:
        _begin(request, page)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return see_other(page.bulk.jobs_href if request.htmx else page.href)


def _begin(request: MemberRequest, page: DeskPage) -> None:
    key = request.POST.get("idempotency_key", "")[:64] or new_key()
    if jobs.begun(member=request.member, idempotency_key=key) is not None:
        return
    cases = cases_asked(page)
    wish = wish_of(request.POST, page.catalogue)
    jobs.check_begin(
        member=request.member,
        verb=wish.verb,
        arguments=wish.arguments,
        cases=len(cases.ids),
        more=cases.more,
    )
    jobs.do_begin(
        member=request.member,
        verb=wish.verb,
        arguments=wish.arguments,
        case_ids=cases.ids,
        idempotency_key=key,
    )


def _jobs(request: MemberRequest) -> HttpResponse:
    template = _LINES if request.htmx else "desk/bulk/jobs.html"
    return _shown(request, template, JobsPage(request))


def choose(request: MemberRequest, organisation: str) -> HttpResponse:
    """Without a script a page; else the menus of the bar."""
    template = "desk/bulk/_menus.html" if request.htmx else "desk/bulk/choose.html"
    return _shown(request, template, ChoosePage(request))


@require_safe
def job(request: MemberRequest, organisation: str, job_id: int) -> HttpResponse:
    return _shown(request, "desk/bulk/job.html", JobPage(request, _own(request, job_id)))


def cancel(request: MemberRequest, organisation: str, job_id: int) -> HttpResponse:
    def act(job: BulkJob) -> None:
        jobs.check_cancel(member=request.member, job=job)
        jobs.do_cancel(member=request.member, job=job)

    return _act(request, job_id, act)


def undo(request: MemberRequest, organisation: str, job_id: int) -> HttpResponse:
    def act(job: BulkJob) -> None:
        # The same button heard twice, or pressed in two tabs, is one undo. One that was cancelled
        # half-way may be gone on with.
        key = f"undo-{job.id}"
        before = jobs.begun(member=request.member, idempotency_key=key)
        if before is not None and before.state == JobState.RUNNING:
            return
        if before is not None:
            key = new_key()
        jobs.check_undo(member=request.member, job=job)
        jobs.do_undo(member=request.member, job=job, idempotency_key=key)

    return _act(request, job_id, act)


def put_away(request: MemberRequest, organisation: str, job_id: int) -> HttpResponse:
    def act(job: BulkJob) -> None:
        jobs.put_away(member=request.member, job=job)

    return _act(request, job_id, act)


def _act(request: MemberRequest, job_id: int, act: Callable[[BulkJob], None]) -> HttpResponse:
    found = _own(request, job_id)
    lines = JobsPage(request).bulk.jobs_href
    if request.method != "POST":
        return see_other(f"{lines}{found.id}/")
    try:
        act(found)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return see_other(lines) if request.htmx else back_where_they_were(request, lines)


def _own(request: MemberRequest, job_id: int) -> BulkJob:
    found = one_job(request.member, job_id)
    if found is None:
        raise Http404(_("There is no such job."))
    return found


def _shown(request: MemberRequest, template: str, page: DeskPage) -> HttpResponse:
    response = render(request, template, {"desk": page, "oob": False})
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    return response
