"""Every refusal of the API as problem details (RFC 9457). `code` is stable and machine-read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.response import Response

from care.core.errors import CareError
from care.core.hung_up import is_lost
from care.core.middleware import BUSY
from care.core.problem import MEDIA_TYPE, details

logger = logging.getLogger(__name__)

NOT_FOUND = "not_found"
KEY_REUSED = "key_reused"
_STATUS = {
    NOT_FOUND: 404,
    # As things stand now; they may stand otherwise.
    **dict.fromkeys((KEY_REUSED, "discarded", "id_taken", "disconnected"), 409),
}


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """What the request wrote before the error is taken back, as for pages."""
    context["request"]._request.broke_off = True
    if isinstance(error, Http404):
        return nothing_here()
    if isinstance(error, CareError):
        return problem(_STATUS.get(error.code, 422), error.code, error.sentence)
    if isinstance(error, APIException):
        return _of_the_framework(error)
    if isinstance(error, PermissionDenied):
        return problem(403, "not_allowed", _("The token may not do this."))
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", _("The request is too large. Send less at once."))
    if isinstance(error, SuspiciousOperation):
        return problem(400, "bad_request", _("The request cannot be understood."))
    if isinstance(error, OperationalError) and _is_busy(error):
        said = _("Others are at work on the same rows, or this asks for too much. Try again.")
        return problem(503, "busy", said, headers={"Retry-After": "2"})
    if isinstance(error, OperationalError | InterfaceError) and is_lost():
        logger.warning("the API lost the database: %s", type(error).__name__)
        said = _("Care's database was away. Nothing of this was kept; send it again.")
        return problem(503, "unavailable", said, headers={"Retry-After": "5"})
    logger.error("the API failed: %s", type(error).__name__, exc_info=error)
    return problem(500, "failed", _("Care failed; its log says why."))


def nothing_here() -> Response:
    return problem(404, NOT_FOUND, _("There is no such thing here."))


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = details(status, code, detail)
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", None) in BUSY


def _of_the_framework(error: APIException) -> Response:
    headers = {}
    if isinstance(error, Throttled):
        wait: float | None = getattr(error, "wait", None)
        headers["Retry-After"] = str(max(1, round(wait or 1)))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if isinstance(error, ValidationError):
        errors = list(_flat(error.detail))
        said = _("Some of what was sent cannot be used; `errors` says what.")
        return problem(400, "invalid", said, errors=errors, headers=headers)
    code = error.get_codes()
    said = str(error.detail)
    return problem(
        error.status_code, code if isinstance(code, str) else "refused", said, headers=headers
    )


def _flat(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Nested errors with the path of their field: `messages.3.text`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(filter(None, (field, own))))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _flat(inner, f"{field}.{number}" if nested else field)
    else:
        yield {"field": field, "message": str(detail)}
