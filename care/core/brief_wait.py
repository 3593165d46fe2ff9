"""A short wait for rows that somebody else holds, after which one goes on without them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from care.core.bulk import fetch

T = TypeVar("T")

# Below PostgreSQL's deadlock_timeout of a second: two who wait for each other part by themselves.
_MILLISECONDS = 900


def waiting_briefly(lock: Callable[[], T]) -> T | None:
    """What `lock` finds; None when somebody holds its rows for longer than a moment. What the
    transaction has done and locked before stays, and so does its own patience."""
    try:
        with transaction.atomic():
            ((usual,),) = fetch("SELECT current_setting('lock_timeout')", [])
            _be_patient_for(f"{_MILLISECONDS}ms")
            found = lock()
            # Only a savepoint that is taken back takes its settings back.
            _be_patient_for(usual)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise
        return None
    return found


def _be_patient_for(lock_timeout: str) -> None:
    fetch("SELECT set_config('lock_timeout', %s, true)", [lock_timeout])
