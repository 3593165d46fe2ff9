"""One verb on many cases: begun, looked at, cancelled, undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api.views import ApiView
from care.core.tokens import READ, WRITE
from inbox.actions.bulk import jobs
from inbox.api import bodies, filters, shapes
from inbox.api.described import one, refusals
from inbox.api.sight import cases_of
from inbox.api.views.talk import idempotency_key, key_of
from inbox.api.views.verbs import tag_named
from inbox.models import BulkJob, Case
from inbox.models.bulk import BulkVerb
from inbox.selectors.bulk import fact_of, not_done, one_job

_REFUSED = "The verb refuses: `detail` says why."
_POSTED = refusals(_409=_REFUSED, _415="Send JSON.", _422=_REFUSED)


class BulkView(ApiView):
    def job(self, job_id: int) -> BulkJob:
        """Http404 for those of other members: nobody looks at them on the desk either."""
        member = self.caller.member
        found = one_job(member, job_id) if member is not None else None
        if found is None:
            raise Http404
        return found

    def shown(self, job: BulkJob, *, status: int = 200) -> Response:
        fact = fact_of(job)
        said = {
            "id": job.id,
            "verb": job.verb,
            "state": job.state,
            "why": job.why,
            "at": job.at,
            "finished_at": job.finished_at,
            "total": job.total,
            "undoes": job.undoes_id,
            "counts": fact.counts,
            "not_done": not_done(job.member, job),
        }
        return Response(shapes.BulkShape(said).data, status=status)


class BulkJobs(BulkView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}

    @extend_schema(
        operation_id="bulk_begin",
        summary="Do one thing with many cases",
        description="The cases are those that are named, or those that match `filters` now; at"
        " most 10,000. A worker does them one by one, as if each had been asked for by itself.",
        parameters=[idempotency_key(required=True)],
        request=bodies.BulkBody,
        responses={202: shapes.BulkShape, 200: shapes.BulkShape, **_POSTED},
        tags=["verbs"],
    )
    def post(self, request: Request) -> Response:
        member = self.member
        key = key_of(request, required=True)
        data = bodies.BulkBody.of(request)
        known = jobs.begun(member=member, idempotency_key=key)
        if known is not None:
            return self.shown(known)
        ids = list(self._cases(data).values_list("id", flat=True)[: jobs.MOST + 1])
        verb, arguments = data["verb"], _arguments(data)
        jobs.check_begin(member=member, verb=verb, arguments=arguments, cases=len(ids))
        job = jobs.do_begin(
            member=member, verb=verb, arguments=arguments, case_ids=ids, idempotency_key=key
        )
        return self.shown(job, status=202)

    def _cases(self, data: dict[str, Any]) -> QuerySet[Case]:
        seen = cases_of(self.caller).order_by()
        if (data["cases"] is None) == (data["filters"] is None):
            raise ValidationError({"cases": [_("Give either `cases` or `filters`.")]})
        if data["cases"] is not None:
            return seen.filter(id__in=data["cases"])
        query = QueryDict(mutable=True)
        for name, value in data["filters"].items():
            if name not in filters.NAMES:
                raise ValidationError({name: [_("There is no such filter here.")]})
            query.setlist(name, value if isinstance(value, list) else [value])
        return filters.CaseFilters(query, self.caller).narrow(seen)


def _arguments(data: dict[str, Any]) -> dict[str, Any]:
    match data["verb"]:
        case BulkVerb.TAG | BulkVerb.UNTAG:
            return {"tag": tag_named(data["tag"]).id}
        case BulkVerb.SNOOZE:
            return {"until": data["until"].isoformat()} if data["until"] else {}
        case BulkVerb.ASSIGN:
            return {"member": data["member"] or 0}
        case BulkVerb.MOVE:
            return {"team": data["team"] or 0}
        case BulkVerb.PRIORITY:
            return {"priority": data["priority"]}
        case BulkVerb.DISMISS:
            return {"reason": data["reason"]}
        case _:
            return {}


class OneBulkJob(BulkView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": READ}

    @extend_schema(
        operation_id="bulk_read",
        summary="How far it is",
        responses=one(shapes.BulkShape),
        tags=["verbs"],
    )
    def get(self, request: Request, job_id: int) -> Response:
        return self.shown(self.job(job_id))


class CancelBulkJob(BulkView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}

    @extend_schema(
        operation_id="bulk_cancel",
        summary="Leave the rest as it is",
        request=None,
        responses={200: shapes.BulkShape, **_POSTED},
        tags=["verbs"],
    )
    def post(self, request: Request, job_id: int) -> Response:
        job = self.job(job_id)
        jobs.check_cancel(member=self.member, job=job)
        jobs.do_cancel(member=self.member, job=job)
        return self.shown(self.job(job_id))


class UndoBulkJob(BulkView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}

    @extend_schema(
        operation_id="bulk_undo",
        summary="Bring back what was",
        description="For ten minutes. A case that somebody else has changed since is left as it"
        " is. Answers with the job that undoes it.",
        parameters=[idempotency_key(required=True)],
        request=None,
        responses={202: shapes.BulkShape, 200: shapes.BulkShape, **_POSTED},
        tags=["verbs"],
    )
    def post(self, request: Request, job_id: int) -> Response:
        job = self.job(job_id)
        key = key_of(request, required=True)
        known = jobs.begun(member=self.member, idempotency_key=key)
        if known is not None:
            return self.shown(known)
        jobs.check_undo(member=self.member, job=job)
        undo = jobs.do_undo(member=self.member, job=job, idempotency_key=key)
        return self.shown(undo, status=202)
