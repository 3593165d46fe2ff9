"""`reports/` and `reports/<name>/`."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.api.views import ApiView
from care.core.models import Member
from inbox.api.described import one
from reporting.api.shapes import ReportShape, SheetsShape, report_as_values
from reporting.asked import Asked
from reporting.filters import FIELD, PRIORITIES, ROWS, TAGS, UnknownValue
from reporting.making import REPORTS, made
from reporting.period import COMPARED, GROUPINGS, NAMES
from reporting.sheets import Sheet

_ENUMS = {
    "period": NAMES,
    "compare": COMPARED,
    "interval": GROUPINGS,
    "priority": PRIORITIES,
    "tags": TAGS,
    "hours": ("business", "all"),
}
_MANY = (*ROWS, "network", "priority", "tag")
_SAYS = {
    "from": "The first day, by the organisation's clock; then no period is named.",
    "to": "The last day.",
    "interval": "The parts into which the period is cut.",
    "tags": "Cases with any, all or none of the tags.",
    "hours": "Whether times are counted in business hours.",
}
PARAMETERS = [
    OpenApiParameter(
        name,
        OpenApiTypes.DATE if name in {"from", "to"} else OpenApiTypes.STR,
        enum=_ENUMS.get(name),
        many=name in _MANY,
        description=_SAYS.get(name, ""),
    )
    for name in ("period", "from", "to", "compare", "interval", *_MANY, "tags", "hours")
]


class Reports(ApiView):
    @extend_schema(
        operation_id="reports_list",
        summary="The reports",
        responses=one(SheetsShape),
        tags=["reports"],
    )
    def get(self, request: Request) -> Response:
        member = self.caller.member
        found = [
            {
                "name": sheet.name,
                "title": str(sheet.title),
                "why": str(sheet.why),
                "path": reverse("api:report", args=[sheet.name]),
            }
            for sheet in REPORTS.values()
            if _may_read(member, sheet)
        ]
        return Response({"results": found})


class OneReport(ApiView):
    parameters: ClassVar[frozenset[str]] = frozenset(one.name for one in PARAMETERS)

    @extend_schema(
        operation_id="reports_read",
        summary="A report: its figures, each with the address of its cases",
        description=(
            "Seconds, shares of one and counts, as the page of the report shows them to the member"
            " that the token acts as. Figures may be a few seconds behind; see `as_of`."
        ),
        parameters=PARAMETERS,
        responses=one(ReportShape),
        tags=["reports"],
    )
    def get(self, request: Request, report: str) -> Response:
        sheet, member = REPORTS.get(report), self.caller.member
        if sheet is None or member is None or not _may_read(member, sheet):
            raise Http404
        said = request.query_params.copy()
        said.setlist("by", said.getlist("interval"))
        asked = Asked(member, self.caller.organisation, said, own=sheet.own)
        if asked.wrong:
            part = "interval" if asked.wrong == "by" else asked.wrong
            raise ValidationError({part: [_("It is no such thing. See the description.")]})
        try:
            found = made(asked, sheet)
        except UnknownValue as error:
            name = str(error).removeprefix(FIELD)
            raise ValidationError({name: [_("It names nothing that is there.")]}) from error
        return Response(ReportShape(report_as_values(found, settings.ORIGIN)).data)


def _may_read(member: Member | None, sheet: Sheet) -> bool:
    """Reports are for whom leads; everybody has their own figures. A token that acts in nobody's
    name has no eyes for either."""
    return member is not None and (member.leads or sheet.own)
