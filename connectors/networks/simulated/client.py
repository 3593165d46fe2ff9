"""Talks to the network: one function an endpoint, every failure an AdapterError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from care.core.http import Answer, HttpError
from connectors.errors import AdapterError
from connectors.protocol import Access

# After these the work may have been done; 503 is said before any work begins.
DOUBTFUL = (500, 502, 504)
LONGEST_WAIT = 3600.0


class BadCursor(AdapterError):
    """The network no longer knows the place in the walk."""


def me(access: Access) -> Any:
    return _call(access, "GET", "/1/me")


def page(access: Access, path: str, query: Mapping[str, str]) -> Any:
    return _call(access, "GET", path, query=query)


def create_post(access: Access, body: Mapping[str, Any]) -> Any:
    return _call(access, "POST", "/1/posts", body=body)


def create_private_message(access: Access, body: Mapping[str, Any]) -> Any:
    return _call(access, "POST", "/1/private_messages", body=body)


def _call(
    access: Access,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Any:
    writes = method != "GET"
    try:
        answer = access.http.request(
            method,
            access.base_url.rstrip("/") + path,
            params=query,
            headers={"Authorization": f"Bearer {access.credentials['token']}"},
            json=body,
        )
    except HttpError as error:
        doubt = writes and error.may_have_arrived
        raise AdapterError(error.sentence, doubt=doubt) from error
    if answer.status not in (200, 201):
        raise _refusal(answer, writes)
    try:
        return answer.json()
    except ValueError as error:
        sentence = "The network's answer could not be read."
        raise AdapterError(sentence, doubt=writes) from error


def _refusal(answer: Answer, writes: bool) -> AdapterError:
    code, message = _said(answer)
    if answer.status == 401:
        return AdapterError(
            "The network no longer accepts this account's access; connect the channel again.",
            permanent=True,
            dead_token=True,
        )
    if answer.status == 429 or answer.status == 503:
        return AdapterError(f"The network asks us to wait. {message}", retry_after=_wait(answer))
    if answer.status >= 500:
        doubt = writes and answer.status in DOUBTFUL
        return AdapterError(f"The network failed ({answer.status}). {message}", doubt=doubt)
    if code in ("invalid_cursor", "unknown_since_id"):
        return BadCursor(message)
    return AdapterError(f"The network refused: {message}", permanent=True)


def _said(answer: Answer) -> tuple[str, str]:
    try:
        error = answer.json()["error"]
        return str(error["code"]), str(error["message"])[:300]
    except (ValueError, KeyError, TypeError):
        return "", f"It gave no reason ({answer.status})."


def _wait(answer: Answer) -> float | None:
    given = answer.headers.get("retry-after", "")
    return min(float(given), LONGEST_WAIT) if given.isdecimal() else None
