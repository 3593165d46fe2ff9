"""Calls the other side's webhook: every failure an AdapterError."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from care.core.http import AddressRefused, Answer, AnswerRedirects, HttpError, RequestMalformed
from connectors.errors import AdapterError
from connectors.networks.generic import signing
from connectors.protocol import Access
from inbox.networks.items import OutgoingReply, Sent

# After these the reply may have been taken in; 503 and 429 are said before.
DOUBTFUL = (500, 502, 504)
LONGEST_WAIT = 3600.0
LONGEST_ID = 300
# Asking again would go the same way.
HOPELESS = (AddressRefused, AnswerRedirects, RequestMalformed)


def deliver(access: Access, url: str, reply: OutgoingReply) -> Sent:
    body = _body(reply)
    now = str(int(time.time()))
    try:
        key = signing.key_of(access.credentials.get("webhook_secret", ""))
    except signing.BadSecret:
        raise AdapterError(
            "The webhook's secret is damaged; connect the channel again.", permanent=True
        ) from None
    try:
        answer = access.http.request(
            "POST",
            url,
            content=body,
            headers={
                "Content-Type": "application/json",
                "webhook-id": reply.idempotency_key,
                "webhook-timestamp": now,
                "webhook-signature": signing.signature(key, reply.idempotency_key, now, body),
            },
        )
    except HttpError as error:
        # Whoever has the reply says 2xx: by that word a redirect is a refusal.
        hopeless = isinstance(error, HOPELESS)
        raise AdapterError(
            error.sentence, permanent=hopeless, doubt=error.may_have_arrived and not hopeless
        ) from error
    if not 200 <= answer.status < 300:
        raise _refusal(answer)
    return Sent(_named(answer) or reply.idempotency_key, datetime.now(UTC), "")


def _body(reply: OutgoingReply) -> bytes:
    """What is signed is what is sent, byte for byte."""
    to = reply.recipient
    said: dict[str, Any] = {
        "type": "reply.created",
        "timestamp": datetime.now(UTC).isoformat(),
        "data": {
            "key": reply.idempotency_key,
            "text": reply.text,
            "visibility": reply.visibility,
            "in_reply_to": reply.in_reply_to,
            "conversation": reply.conversation,
            "to": {"author": to.handle, "author_name": to.display_name} if to else None,
        },
    }
    if reply.files:
        said["data"]["files"] = [
            {
                "name": file.name,
                "type": file.mime,
                "size": file.size,
                "alt": file.alt,
                "url": file.url,
            }
            for file in reply.files
        ]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _refusal(answer: Answer) -> AdapterError:
    status = answer.status
    if status == 410:
        return AdapterError(
            "The webhook says that it is gone for good (410); connect the channel again.",
            permanent=True,
        )
    if status in (429, 503):
        given = answer.headers.get("retry-after", "")
        wait = min(float(given), LONGEST_WAIT) if given.isdecimal() and len(given) < 9 else None
        return AdapterError(f"The webhook asks us to wait ({status}).", retry_after=wait)
    if status in DOUBTFUL:
        return AdapterError(f"The webhook failed ({status}).", doubt=True)
    return AdapterError(f"The webhook refused the reply ({status}).")


def _named(answer: Answer) -> str:
    """What the other side calls the reply, if it says so."""
    try:
        said: Any = answer.json()
    except (ValueError, RecursionError):
        return ""
    name = said.get("external_id") if isinstance(said, dict) else None
    if isinstance(name, str) and 0 < len(name) <= LONGEST_ID and name.isprintable():
        return name
    return ""
