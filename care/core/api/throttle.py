"""How many requests a token may make in a minute, counted by each web process for itself: a limit
against runaway scripts, which costs no row and no lock."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from care.core.api.caller import Caller

MINUTE = 60.0


class Windows:
    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[int, int] = {}
        self._ends = 0.0

    def take(self, token_id: int, limit: int) -> float:
        """0 when there was room, else the seconds until there is some again."""
        now = time.monotonic()
        with self._lock:
            if now >= self._ends:
                self._counts.clear()
                self._ends = now + MINUTE
            used = self._counts.get(token_id, 0)
            if used >= limit:
                return self._ends - now
            self._counts[token_id] = used + 1
            return 0.0

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()


windows = Windows()


class TokenThrottle(BaseThrottle):
    _wait: float | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        caller = request.auth
        limit: int = settings.API_REQUESTS_PER_MINUTE
        if not isinstance(caller, Caller) or limit <= 0:
            return True
        self._wait = windows.take(caller.token_id, limit)
        return not self._wait

    def wait(self) -> float | None:
        return self._wait
