"""Reading cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api import paging
from care.core.api.views import ApiView
from inbox.api import filters, shapes
from inbox.api.described import CASE_FILTERS, PAGED, one, pages_of
from inbox.api.sight import cases_of, merged_into
from inbox.api.whole import PARTS, case_seen, many_cases, whole, with_tags

Method = TypeVar("Method", bound=Callable[..., Response])
NEWEST_FIRST = ("-id",)


class Cases(ApiView):
    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS | filters.NAMES

    @extend_schema(
        operation_id="cases_list",
        summary="Cases, newest first",
        parameters=[*CASE_FILTERS, *PAGED],
        responses=pages_of(shapes.CaseShape),
        tags=["cases"],
    )
    def get(self, request: Request) -> Response:
        wanted = filters.CaseFilters(request.query_params, self.caller)
        cases = many_cases(wanted.narrow(cases_of(self.caller)))
        found = paging.page(request, cases, by=NEWEST_FIRST)
        said = shapes.CaseShape(with_tags(found.rows), many=True).data
        return Response(paging.answer(request, said, found.next))


class OneCase(ApiView):
    @extend_schema(
        operation_id="cases_read",
        summary="A case, with all that belongs to it",
        description="Each list begins with its oldest; `next` says where a long one goes on.",
        responses={
            **one(shapes.WholeCaseShape),
            308: OpenApiResponse(description="It went into another case: `Location` says which."),
        },
        tags=["cases"],
    )
    def get(self, request: Request, case_id: int) -> Response:
        try:
            return Response(whole(request, self.caller, case_id))
        except Http404:
            into = merged_into(self.caller, case_id)
            if into is None:
                raise
        there = reverse("api:case", kwargs={"case_id": into})
        return Response(status=308, headers={"Location": there})


class CasePart(ApiView):
    """A list of a case; `part` names it."""

    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS
    part: ClassVar[str]

    def get(self, request: Request, case_id: int) -> Response:
        case_seen(self.caller, case_id)
        part = PARTS[self.part]
        found = paging.page(request, part.rows(case_id), by=part.by)
        said: Any = part.shape(found.rows, many=True).data
        return Response(paging.answer(request, said, found.next))


def read_part(part: str, summary: str) -> Callable[[Method], Method]:
    described: Callable[[Method], Method] = extend_schema(
        operation_id=f"cases_{part}_list",
        summary=summary,
        parameters=PAGED,
        responses=pages_of(PARTS[part].shape),
        tags=["cases"],
    )
    return described


class CaseMessages(CasePart):
    part = "messages"

    @read_part("messages", "What was said in a case, oldest first")
    def get(self, request: Request, case_id: int) -> Response:
        return super().get(request, case_id)


class CaseLegs(CasePart):
    part = "legs"

    @read_part("legs", "The stays of a case with teams and people")
    def get(self, request: Request, case_id: int) -> Response:
        return super().get(request, case_id)


class CaseEvents(CasePart):
    part = "events"

    @read_part("events", "Everything that happened to a case")
    def get(self, request: Request, case_id: int) -> Response:
        return super().get(request, case_id)
