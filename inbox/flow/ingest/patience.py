"""A page's transaction: how long it waits for others, and whether it can be tried once more."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from care.core.bulk import fetch
from care.core.hung_up import is_lost
from care.core.tenancy import organisation_door

TRIES = 4
# A page waits this long for a row before it gives up and is tried again.
_LOCK, _STATEMENT = "5s", "60s"


@contextmanager
def page_door(organisation_id: int) -> Iterator[None]:
    """The organisation's door with a page's limits. In a longer transaction what stood before
    stands again afterwards: a released savepoint keeps settings, only one taken back does not."""
    inside = connection.in_atomic_block
    with organisation_door(organisation_id):
        before = _limits() if inside else None
        _limit(_LOCK, _STATEMENT)
        yield
        if before is not None:
            _limit(*before)


def _limits() -> tuple[str, str]:
    ((lock, statement),) = fetch(
        "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')", []
    )
    return lock, statement


def _limit(lock: str, statement: str) -> None:
    fetch(
        "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
        [lock, statement],
    )


def can_try_again(attempt: int) -> bool:
    """After an OperationalError, outside of the page's door. Waits a moment before it says yes.

    In a longer transaction a deadlock or a lock time-out took back the page's savepoint only. A
    lost connection took all of it along: only whoever began it can begin anew."""
    if attempt >= TRIES:
        return False
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    elif transaction.get_rollback() or is_lost():
        return False
    time.sleep(random.uniform(0.05, 0.2) * attempt)
    return True
