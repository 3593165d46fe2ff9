"""What a token must be for to use a method of a view. What the view does not name is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from care.core.api.caller import Caller
from care.core.tokens import WRITE


class Scoped(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        caller = request.auth
        scopes: Mapping[str, str] = getattr(view, "scopes", {})
        if not isinstance(caller, Caller):
            return False
        method = "GET" if request.method == "HEAD" else request.method or ""
        if not callable(getattr(view, method.lower(), None)):
            raise MethodNotAllowed(method)
        scope = scopes.get(method)
        if scope is None:
            return False
        if scope not in caller.scopes:
            raise PermissionDenied(_("The token has not the scope “%(scope)s”.") % {"scope": scope})
        if scope == WRITE and caller.member is None:
            raise PermissionDenied(_("The token acts in nobody's name and may not work on cases."))
        return True
