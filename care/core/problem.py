"""Problem details (RFC 9457): how the API says that something is not as it should be."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

MEDIA_TYPE: Final = "application/problem+json"


def details(status: int, code: str, detail: str) -> dict[str, Any]:
    """`code` is stable and for programs, `detail` is for people."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
