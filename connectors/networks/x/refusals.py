"""What X means by its refusals and its headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from care.core.http import Answer
from connectors.errors import AdapterError
from connectors.networks import limits as read_limits
from connectors.networks.limits import Limit

# The month's allowance is bought by a person, so looking often would not help.
CAPPED = 6 * 3600.0


class BadPlace(AdapterError):
    """X no longer knows the place in the walk."""


def limits(headers: Mapping[str, str], bucket: str) -> Iterator[tuple[str, Limit]]:
    """The quarter of an hour of each endpoint, and the day that some writes have as well."""
    yield bucket, read_limits.read(headers, "x-rate-limit")
    for name in ("user", "app"):
        day = read_limits.read(headers, f"x-{name}-limit-24hour")
        if day.remaining is not None:
            yield f"{bucket}:day:{name}", day


def refusal(answer: Answer, *, writes: bool) -> AdapterError:
    problem = _problem(answer)
    words = _words(problem, answer)
    if answer.status == 401:
        return AdapterError(
            "X no longer accepts this account's access; connect the channel again.",
            permanent=True,
            dead_token=True,
        )
    if answer.status == 429:
        return _too_many(answer, problem)
    if answer.status >= 500:
        return AdapterError(f"X failed ({answer.status}). {words}", doubt=writes)
    if answer.status == 403:
        return _forbidden(words, writes)
    if answer.status == 400 and not writes and "pagination_token" in str(problem):
        return BadPlace(f"X lost the place in its list. {words}")
    return AdapterError(f"X refused: {words}", permanent=True)


def _too_many(answer: Answer, problem: Mapping[str, Any]) -> AdapterError:
    if str(problem.get("type", "")).endswith("/usage-capped"):
        sentence = "The month's allowance that was bought from X is used up; buy more, or wait."
        return AdapterError(sentence, retry_after=CAPPED)
    found = [limit for _, limit in limits(answer.headers, "")]
    seconds = read_limits.wait(answer.headers, *found)
    return AdapterError(
        "X asks us to wait: its limit for such calls is reached.",
        # Unexplained, it is a quarter of an hour at most.
        retry_after=900.0 if seconds is None else seconds,
    )


def _forbidden(words: str, writes: bool) -> AdapterError:
    said = words.lower()
    if writes and "duplicate content" in said:
        return AdapterError(f"X has this very post already: {words}", already=True)
    if writes and "mentioned or otherwise engaged" in said:
        return AdapterError(
            f"X lets this account answer only people who mentioned or quoted it. {words}",
            permanent=True,
        )
    if "your account" in said and ("suspended" in said or "locked" in said):
        return AdapterError(f"X locked this account: {words}", permanent=True, dead_token=True)
    return AdapterError(f"X does not allow this: {words}", permanent=True)


def _problem(answer: Answer) -> Mapping[str, Any]:
    try:
        given = answer.json()
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _words(problem: Mapping[str, Any], answer: Answer) -> str:
    errors = problem.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else {}
    inner = first.get("message") or first.get("detail") if isinstance(first, dict) else None
    words = problem.get("detail") or inner or problem.get("title")
    return str(words)[:300] if words else f"It gave no reason ({answer.status})."
