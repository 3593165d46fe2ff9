"""Whether the database is still on the line."""

from __future__ import annotations

from django.db import connection


def is_lost() -> bool:
    """It hung up, or could not be reached: what the transaction wrote is gone with it."""
    raw = connection.connection
    return raw is None or bool(raw.closed)
