"""How often an account may ask: fixed windows per account and bucket, told in headers."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from connectors.simulator.refusals import Refusal

BUCKETS = {
    "mentions": ("GET /1/mentions",),
    "private": ("GET /1/private_messages",),
    "posts": ("GET /1/posts/", "GET /1/own", "GET /1/changes"),
    "sends": ("POST /1/posts", "POST /1/private_messages"),
    "uploads": ("POST /1/media",),
    "profiles": ("GET /1/profiles",),
}


@dataclass(frozen=True, slots=True)
class Limit:
    ceiling: int
    seconds: float


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


class Limits:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.replace({})

    def replace(self, limits: Mapping[str, Limit]) -> None:
        """Begins all windows anew."""
        with self._lock:
            self._limits = dict(limits)
            self._windows: dict[tuple[str, str], _Window] = {}

    def shown(self) -> dict[str, Any]:
        return {bucket: asdict(limit) for bucket, limit in self._limits.items()}

    def spend(self, account: str, method: str, path: str) -> dict[str, str]:
        """Counts one request and gives the headers that tell of it. Raises Refusal when there is
        none left."""
        bucket = _bucket(method, path)
        with self._lock:
            limit = self._limits.get(bucket or "")
            if bucket is None or limit is None:
                return {}
            now = time.time()
            window = self._windows.get((account, bucket))
            if window is None or window.ends <= now:
                window = self._windows[account, bucket] = _Window(now + limit.seconds)
            window.used += 1
            headers = {
                "x-rate-limit-limit": str(limit.ceiling),
                "x-rate-limit-remaining": str(max(0, limit.ceiling - window.used)),
                "x-rate-limit-reset": str(math.ceil(window.ends)),
            }
        if window.used > limit.ceiling:
            headers["Retry-After"] = str(max(1, math.ceil(window.ends - now)))
            raise Refusal(429, "rate_limited", "Too many requests.", headers=headers)
        return headers


def _bucket(method: str, path: str) -> str | None:
    asked = f"{method} {path}"
    for bucket, beginnings in BUCKETS.items():
        if any(asked.startswith(beginning) for beginning in beginnings):
            return bucket
    return None


def limits_of(given: Any) -> dict[str, Limit]:
    """Raises Refusal where the order cannot be read."""
    if not isinstance(given, dict) or not given.keys() <= BUCKETS.keys():
        raise Refusal(422, "invalid_field", f"Limits are for {', '.join(BUCKETS)}.")
    return {bucket: _limit(bucket, one) for bucket, one in given.items()}


def _limit(bucket: str, given: Any) -> Limit:
    if isinstance(given, dict) and given.keys() == {"ceiling", "seconds"}:
        ceiling, seconds = given["ceiling"], given["seconds"]
        right = type(ceiling) is int and type(seconds) in (int, float)
        if right and ceiling >= 0 and seconds > 0:
            return Limit(ceiling, seconds)
    sentence = f"The limit of {bucket} must be a “ceiling” of requests in so many “seconds”."
    raise Refusal(422, "invalid_field", sentence)
