"""What servers mean by their refusals."""

from __future__ import annotations

from care.core.http import Answer
from connectors.errors import AdapterError
from connectors.networks import limits

# Where a server does not say when: its limits are for five minutes.
UNSAID = 300.0


class Missing(AdapterError):
    """The server has no such thing, or does not show it to us."""


class Gone(Missing):
    """The server had it. Servers before Mastodon 3.3 say so of an account that they suspended."""


def refusal(answer: Answer, *, writes: bool) -> AdapterError:
    words = _words(answer)
    if answer.status == 401:
        return AdapterError(
            "The server no longer accepts this account's access; connect the channel again.",
            permanent=True,
            dead_token=True,
        )
    if answer.status == 429:
        found = limits.read(answer.headers, "x-ratelimit")
        seconds = limits.wait(answer.headers, found)
        sentence = "The server asks us to wait: this account's limit is reached."
        return AdapterError(sentence, retry_after=UNSAID if seconds is None else seconds)
    if answer.status >= 500:
        # Whatever stands before the server says 503 too, and may say it late.
        seconds = limits.wait(answer.headers)
        sentence = f"The server failed ({answer.status}). {words}"
        return AdapterError(sentence, doubt=writes, retry_after=None if writes else seconds)
    if answer.status in (404, 405, 410):
        kind = Gone if answer.status == 410 else Missing
        return kind(f"The server does not have this: {words}", permanent=True)
    if answer.status == 403 and "login is currently disabled" in words.lower():
        sentence = f"The server has locked this account: {words}"
        return AdapterError(sentence, permanent=True, dead_token=True)
    return AdapterError(f"The server refused: {words}", permanent=True)


def _words(answer: Answer) -> str:
    """A server that starts, or is overloaded, answers in HTML."""
    try:
        return str(answer.json()["error"])[:300]
    except (ValueError, KeyError, TypeError):
        return f"It gave no reason ({answer.status})."
