"""When a report is mailed next. Pure; by the organisation's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_due(*, rhythm: str, weekday: int, hour: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The first such moment after `after`, in UTC. Where the clock skips the hour, the moment to
    which it skips. `rhythm`: day, week (on `weekday`, Monday 0), or month (on the first)."""
    day = after.astimezone(zone).date()
    while True:
        if _falls_on(day, rhythm, weekday):
            moment = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if moment > after:
                return moment
        day += timedelta(days=1)


def _falls_on(day: date, rhythm: str, weekday: int) -> bool:
    if rhythm == "week":
        return day.weekday() == weekday
    return rhythm == "day" or day.day == 1
