"""Valkey for what may be lost: ids that just changed, and who is looking at what.

Nobody may wait for it. A server that is away or stuck costs a page one short time-out; then it is
left alone for some seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.utils.crypto import salted_hmac
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# A healthy server answers within a millisecond.
LONGEST_WAIT = 0.25
PAUSE = 5.0

T = TypeVar("T")


class _Circuit:
    """Open while the server is left alone."""

    def __init__(self) -> None:
        self._closed_again_at = 0.0
        self._said = False

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._closed_again_at

    def failed(self, error: Exception) -> None:
        self._closed_again_at = time.monotonic() + PAUSE
        if not self._said:
            self._said = True
            logger.warning("live ids are not told until Valkey answers: %s", type(error).__name__)

    def worked(self) -> None:
        if self._said:
            self._said = False
            logger.warning("Valkey answers again, live ids are told")


_circuit = _Circuit()


def url() -> str | None:
    """As its client wants it; None where the broker is of another kind."""
    given: str = settings.LIVE_URL
    if given.startswith("redis+socket://"):
        given = given.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")
    return given if given.startswith(("redis://", "rediss://", "unix://")) else None


@lru_cache(maxsize=1)
def prefix() -> str:
    """Before the names of this installation: publish and subscribe know no database numbers."""
    return f"care:{salted_hmac('care.core.valkey', 'prefix').hexdigest()[:12]}"


def ask(what: Callable[[Redis], T]) -> T | None:
    """The server's answer; None while there is none."""
    if _circuit.is_open or (client := _client(url())) is None:
        return None
    try:
        answer = what(client)
    except (RedisError, OSError) as error:
        _circuit.failed(error)
        return None
    _circuit.worked()
    return answer


@lru_cache(maxsize=4)
def _client(address: str | None) -> Redis | None:
    if address is None:
        return None
    patience: dict[str, Any] = {
        "socket_timeout": LONGEST_WAIT,
        "socket_connect_timeout": LONGEST_WAIT,
        "retry": Retry(NoBackoff(), 0),
    }
    return Redis.from_url(address, decode_responses=True, **patience)
