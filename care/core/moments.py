"""Times that programs send: ISO 8601. Without a zone they are UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime


def moment_of(text: str) -> datetime | None:
    """In UTC, because Postgres takes fewer zones than Python; None when it is no time, or one that
    lies outside of all calendars."""
    try:
        found = parse_datetime(text)
        if found is None:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
