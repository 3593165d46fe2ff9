"""Talks to the network: one function an endpoint, every failure an AdapterError."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from care.core.http import Answer, HttpError
from connectors.errors import AdapterError
from connectors.networks import limits
from connectors.protocol import Access
from inbox.networks.items import OutgoingFile

# After these the work may have been done; 503 is said before any work begins.
DOUBTFUL = (500, 502, 504)

# What the network counts together.
BUCKETS = {
    "/1/mentions": "mentions",
    "/1/private_messages": "private",
    "/1/own": "posts",
    "/1/changes": "posts",
    "/1/profiles": "profiles",
}


class BadCursor(AdapterError):
    """The network no longer knows the place in the walk."""


def me(access: Access) -> Any:
    return _call(access, "GET", "/1/me")


def listing(access: Access, path: str, query: Mapping[str, str]) -> Any:
    return _call(access, "GET", path, query=query, bucket=BUCKETS[path])


def upload(access: Access, file: OutgoingFile, content: bytes) -> Any:
    """A file that no message names yet is nobody's: an upload that was lost is uploaded again."""
    return _call(
        access,
        "POST",
        "/1/media",
        query={"alt": file.alt},
        content=content,
        content_type=file.mime,
        bucket="uploads",
    )


def create_post(access: Access, body: Mapping[str, Any]) -> Any:
    return _call(access, "POST", "/1/posts", body=body, bucket="sends")


def create_private_message(access: Access, body: Mapping[str, Any]) -> Any:
    return _call(access, "POST", "/1/private_messages", body=body, bucket="sends")


def _call(
    access: Access,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    content: bytes | None = None,
    content_type: str = "",
    bucket: str | None = None,
) -> Any:
    # Whether an answer that was lost leaves anything to look for.
    writes = method != "GET" and content is None
    headers = {"Authorization": f"Bearer {access.credentials['token']}"}
    if content is not None:
        headers["Content-Type"] = content_type
    if bucket is not None:
        access.meter.before(bucket)
    try:
        answer = access.http.request(
            method,
            access.base_url.rstrip("/") + path,
            params=query,
            headers=headers,
            json=body,
            content=content,
        )
    except HttpError as error:
        doubt = writes and error.may_have_arrived
        raise AdapterError(error.sentence, doubt=doubt) from error
    if bucket is not None:
        _tell_meter(access, bucket, answer)
    if answer.status not in (200, 201):
        raise _refusal(answer, writes)
    try:
        return answer.json()
    except ValueError as error:
        sentence = "The network's answer could not be read."
        raise AdapterError(sentence, doubt=writes) from error


def _tell_meter(access: Access, bucket: str, answer: Answer) -> None:
    told = limits.read(answer.headers, "x-rate-limit")
    remaining, resets_at = told.remaining, told.resets_at
    wait = limits.wait(answer.headers, told)
    if answer.status == 429 and remaining is None and wait is not None:
        remaining, resets_at = 0, datetime.now(UTC) + timedelta(seconds=wait)
    access.meter.after(bucket, ceiling=told.ceiling, remaining=remaining, resets_at=resets_at)


def _refusal(answer: Answer, writes: bool) -> AdapterError:
    code, message = _said(answer)
    if answer.status == 401 and code == "invalid_token":
        return AdapterError(
            "The network no longer accepts this account's access; connect the channel again.",
            permanent=True,
            dead_token=True,
        )
    if answer.status == 401:
        return AdapterError(f"The network does not let us in yet. {message}", retry_after=1)
    if answer.status == 429 or answer.status == 503:
        wait = limits.wait(answer.headers, limits.read(answer.headers, "x-rate-limit"))
        return AdapterError(f"The network asks us to wait. {message}", retry_after=wait)
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
