"""The view that every endpoint is made of. Closed unless it says which scope opens a method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from care.core.api.caller import Caller
from care.core.api.problems import nothing_here
from care.core.models import Member
from care.core.tokens import READ


class ApiView(APIView):
    scopes: ClassVar[Mapping[str, str]] = {"GET": READ}
    # Names that a query may have; any other one is refused, so that no typing error goes unseen.
    parameters: ClassVar[frozenset[str]] = frozenset()

    @property
    def caller(self) -> Caller:
        caller = self.request.auth
        if not isinstance(caller, Caller):
            raise NotAuthenticated
        return caller

    @property
    def member(self) -> Member:
        """In whose name a verb is done; `Scoped` lets nobody else through to one."""
        if self.caller.member is None:
            raise PermissionDenied
        return self.caller.member

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self.parameters if request.method in {"GET", "HEAD"} else frozenset()
        if unknown := set(request.query_params) - known:
            raise ValidationError(
                {name: [_("There is no such parameter here.")] for name in sorted(unknown)}
            )

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


@extend_schema(exclude=True)
class NothingHere(ApiView):
    """Every other path under /api/. Whoever has no token learns nothing about it."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.perform_authentication(request)
        if not isinstance(request.auth, Caller):
            raise NotAuthenticated

    def get(self, request: Request, **_values: Any) -> Response:
        request._request.broke_off = True  # type: ignore[attr-defined]
        return nothing_here()

    post = put = patch = delete = get
