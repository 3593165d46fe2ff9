"""Two who act at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections


def begun(act: Callable[[], Any]) -> Callable[[], Any]:
    """`act` in a thread of its own, which has ended or waits for a lock of ours when this returns;
    what is given back tells its outcome."""
    came: list[Any] = []

    def run() -> None:
        try:
            came.append(act())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    ends = time.monotonic() + 20
    while thread.is_alive() and not _somebody_waits_for_us() and time.monotonic() < ends:
        time.sleep(0.01)

    def outcome() -> Any:
        thread.join(20)
        return came[0]

    return outcome


def _somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])
