"""Queues, and the next case of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.db.models.functions import Now
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api.fields import Nothing
from care.core.api.views import ApiView
from care.core.tokens import WRITE
from inbox.actions.next import do_next
from inbox.api import shapes
from inbox.api.described import one, pages_of
from inbox.api.sight import cases_of, one_of
from inbox.api.whole import whole
from inbox.models.cases import State
from routing.models import Team


class Queues(ApiView):
    @extend_schema(
        operation_id="queues_list",
        summary="The queues, with what is open in them",
        responses=pages_of(shapes.QueueShape),
        tags=["queues"],
    )
    def get(self, request: Request) -> Response:
        counted = {
            row["team_id"]: row
            for row in cases_of(self.caller)
            .filter(state=State.OPEN)
            .values("team_id")
            .annotate(open=Count("id"), late=Count("id", filter=Q(due_at__lt=Now())))
        }
        # Like the desk's list: also a team out of use, while a case stands in its queue.
        shown = Team.objects.filter(Q(retired_at=None) | Q(id__in=counted))
        teams: list[Any] = list(shown.select_related("line").order_by("line__number", "id"))
        for team in teams:
            row = counted.get(team.id, {"open": 0, "late": 0})
            team.open_cases, team.late_cases = row["open"], row["late"]
        return Response({"results": shapes.QueueShape(teams, many=True).data, "next": None})


class NextCase(ApiView):
    scopes: ClassVar[Mapping[str, str]] = {"POST": WRITE}

    @extend_schema(
        operation_id="queues_next",
        summary="Take the most urgent case of a queue",
        description="Two who ask at the same moment get two cases. 204: nothing waits there.",
        request=None,
        responses={
            **one(shapes.WholeCaseShape, _415="Send JSON.", _422="The verb refuses."),
            204: OpenApiResponse(description="The queue is empty."),
        },
        tags=["queues"],
    )
    def post(self, request: Request, queue_id: int) -> Response:
        Nothing.of(request)
        team = one_of(Team.objects.all(), queue_id)
        case = do_next(member=self.member, team_id=team.id)
        if case is None:
            return Response(status=204)
        return Response(whole(request, self.caller, case.id))
