"""What stands around cases: tags, teams, rules, targets, working hours, custom fields."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api import paging
from care.core.api.views import ApiView
from inbox.api import shapes
from inbox.api.described import PAGED, many, pages_of
from routing.actions.calendars import calendars_in_use, newest_of
from routing.actions.sla import policies_in_order
from routing.hours import line_targets
from routing.models import CustomField, Rule, Tag, TagRoute, Team, TeamMember


class Tags(ApiView):
    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS

    @extend_schema(
        operation_id="tags_list",
        summary="The tags",
        parameters=PAGED,
        responses=pages_of(shapes.WholeTagShape),
        tags=["settings"],
    )
    def get(self, request: Request) -> Response:
        return paging.listed(
            request, Tag.objects.filter(retired_at=None), by=("id",), said=_with_routes
        )


def _with_routes(tags: list[Any]) -> Any:
    routes = TagRoute.objects.filter(tag__in=[tag.id for tag in tags])
    moves = dict(routes.values_list("tag_id", "team__slug"))
    for tag in tags:
        tag.route_team = moves.get(tag.id)
    return shapes.WholeTagShape(tags, many=True).data


class Teams(ApiView):
    @extend_schema(
        operation_id="teams_list",
        summary="The teams, their lines and their people",
        responses=pages_of(shapes.WholeTeamShape),
        tags=["settings"],
    )
    def get(self, request: Request) -> Response:
        people: dict[int, list[Any]] = defaultdict(list)
        seats = TeamMember.objects.filter(member__membership__active=True)
        for seat in seats.select_related("member").order_by("member__display_name", "member_id"):
            people[seat.team_id].append(seat.member)
        in_use = Team.objects.filter(retired_at=None).select_related("line")
        teams: list[Any] = list(in_use.order_by("line__number", "id"))
        for team in teams:
            team.people = people[team.id]
        return Response({"results": shapes.WholeTeamShape(teams, many=True).data, "next": None})


class Rules(ApiView):
    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS

    @extend_schema(
        operation_id="rules_list",
        summary="The rules of engagement",
        parameters=PAGED,
        responses=pages_of(shapes.RuleShape),
        tags=["settings"],
    )
    def get(self, request: Request) -> Response:
        rules = Rule.objects.filter(removed_at=None)
        return paging.listed(request, rules, by=("id",), said=many(shapes.RuleShape))


class SlaPolicies(ApiView):
    @extend_schema(
        operation_id="sla_policies_list",
        summary="The SLA policies, in the order in which they are asked",
        responses=pages_of(shapes.SlaPolicyShape),
        tags=["settings"],
    )
    def get(self, request: Request) -> Response:
        policies: list[Any] = policies_in_order()
        lines = line_targets()
        for policy in policies:
            policy.line_seconds = lines.get(None if policy.is_default else policy.id, {})
        said = shapes.SlaPolicyShape(policies, many=True).data
        return Response({"results": said, "next": None})


class Calendars(ApiView):
    @extend_schema(
        operation_id="calendars_list",
        summary="The calendars: working hours, of which country's holidays it is closed, own days",
        responses=pages_of(shapes.CalendarShape),
        tags=["settings"],
    )
    def get(self, request: Request) -> Response:
        calendars: list[Any] = calendars_in_use()
        versions = newest_of(calendars)
        for calendar in calendars:
            calendar.says = versions[calendar.id]
        said = shapes.CalendarShape(calendars, many=True).data
        return Response({"results": said, "next": None})


class Fields(ApiView):
    parameters: ClassVar[frozenset[str]] = paging.PARAMETERS

    @extend_schema(
        operation_id="fields_list",
        summary="The custom fields of customers and cases",
        parameters=PAGED,
        responses=pages_of(shapes.FieldShape),
        tags=["settings"],
    )
    def get(self, request: Request) -> Response:
        fields = CustomField.objects.filter(retired_at=None)
        return paging.listed(request, fields, by=("id",), said=many(shapes.FieldShape))
