"""Parts of the API's description that many endpoints share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from care.core.api import paging
from care.core.api.fields import MAX_ID, Problem
from inbox.models.cases import Priority, State

_REFUSALS = {
    400: "The request cannot be used.",
    401: "There is no token, or it opens nothing.",
    403: "The token may not do this.",
    404: "It is not here: absent, of another organisation, or out of sight.",
    429: "Too many requests of this token.",
    503: "Try again in a moment.",
}

Responses = dict[int | tuple[int, str], Any]


def refusals(**more: str) -> Responses:
    """`more` as `_409="why"`."""
    said = _REFUSALS | {int(status.removeprefix("_")): why for status, why in more.items()}
    return {
        (status, "application/problem+json"): OpenApiResponse(Problem, description=why)
        for status, why in said.items()
    }


def one(shape: type[serializers.Serializer[Any]], *, status: int = 200, **more: str) -> Responses:
    return {status: shape, **refusals(**more)}


def many(shape: type[serializers.Serializer[Any]]) -> Callable[[list[Any]], Any]:
    """Rows in the words of the shape, for `paging.listed`."""
    return lambda rows: shape(rows, many=True).data


def nothing(**more: str) -> Responses:
    return {204: OpenApiResponse(description="Done."), **refusals(**more)}


def pages_of(shape: type[serializers.Serializer[Any]]) -> Responses:
    page = inline_serializer(
        f"{shape.__name__.removesuffix('Shape').removesuffix('Brief')}Page",
        {
            "results": shape(many=True),
            "next": serializers.CharField(
                allow_null=True, help_text="Path of the next page; null on the last."
            ),
        },
    )
    return {200: page, **refusals()}


PAGED = [
    OpenApiParameter("cursor", str, description="From `next` of the page before."),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": paging.MOST, "default": paging.USUAL},
        description="Rows of a page.",
    ),
]

_ID = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
_WHO = "A member's number, `me`, or `none`."

CASE_FILTERS = [
    OpenApiParameter("queue", str, description="Slug or number of a queue."),
    OpenApiParameter("state", str, enum=State.values, many=True, description="May be repeated."),
    OpenApiParameter("priority", str, enum=Priority.values, many=True, description="As `state`."),
    OpenApiParameter("tag", str, description="Slug of a tag that is on."),
    OpenApiParameter("channel", _ID, description="Number of a channel."),
    OpenApiParameter("customer", _ID, description="Number of a customer."),
    OpenApiParameter("assignee", str, description=_WHO),
    OpenApiParameter("owner", str, description=_WHO),
    OpenApiParameter(
        "q",
        {"type": "string", "maxLength": 200},
        description="The newest 500 finds of the desk's search, with its operators: words in what"
        " was said and noted, or in the customer's name or handle; tag: from: state: and so on.",
    ),
    OpenApiParameter(
        "since",
        {"type": "string", "format": "date-time"},
        description="Cases whose newest message is not older.",
    ),
]
