"""What answers say about how much more may be asked, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Nobody is believed who asks for more; the next refusal tells again.
LONGEST_WAIT = timedelta(hours=24)
SAME_CLOCK = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Limit:
    ceiling: int | None
    remaining: int | None
    resets_at: datetime | None
    """By our clock, whatever the network's says."""


def read(headers: Mapping[str, str], prefix: str) -> Limit:
    return Limit(
        ceiling=_number(headers.get(f"{prefix}-limit")),
        remaining=_number(headers.get(f"{prefix}-remaining")),
        resets_at=_our_time(headers, moment(headers.get(f"{prefix}-reset"))),
    )


def wait(headers: Mapping[str, str], *limits: Limit) -> float | None:
    """Seconds until asking makes sense again: by Retry-After, or by the latest reset of a limit
    that is used up."""
    asked = headers.get("retry-after", "")
    if asked.isdecimal():
        return min(float(asked), LONGEST_WAIT.total_seconds())
    spent = [found for found in limits if found.resets_at and not found.remaining]
    resets = [found.resets_at for found in spent if found.resets_at]
    if not resets:
        return None
    seconds = (max(resets) - datetime.now(UTC)).total_seconds()
    # A second more: both clocks are rounded.
    return min(max(seconds, 0.0) + 1.0, LONGEST_WAIT.total_seconds())


def moment(given: str | None) -> datetime | None:
    """A point in time: seconds since 1970 on some servers, ISO 8601 on others."""
    try:
        if not given:
            return None
        if given.replace(".", "", 1).isdecimal():
            return datetime.fromtimestamp(float(given), UTC)
        at = datetime.fromisoformat(given)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def said_at(headers: Mapping[str, str]) -> datetime:
    """When the network gave this answer: by its own clock where that differs from ours, which is
    otherwise the more exact, since the header is cut to seconds."""
    now = datetime.now(UTC)
    try:
        at = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return now
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at if abs(at - now) > SAME_CLOCK else now


def _our_time(headers: Mapping[str, str], at: datetime | None) -> datetime | None:
    if at is None:
        return None
    now = datetime.now(UTC)
    return min(at - (said_at(headers) - now), now + LONGEST_WAIT)


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 10 else None
