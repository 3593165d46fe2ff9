"""The API's description of itself, and a page to read it on. Both are the same for everybody."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer


class BearerDescribed(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "care.core.api.caller.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


@cache
def _written() -> bytes:
    """Made of the code, so it changes only with it."""
    made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    written: bytes = OpenApiJsonRenderer().render(made, renderer_context={})
    return written


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_written(), content_type="application/vnd.oai.openapi+json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html")
