"""Times as people read them: by the clock of the organisation whose page it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import get_language


@lru_cache(maxsize=64)
def _months(language: str | None) -> tuple[str, ...]:
    """A list says them hundreds of times: looking one up costs more than all the rest."""
    return tuple(str(MONTHS_3[number]).title() for number in range(1, 13))


def full_time(moment: datetime | str) -> str:
    """“22 Nov 2026, 14:03 CET”: nothing is left to be guessed. Of a moment, or its ISO form."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return full_times()(at)


def full_times() -> Callable[[datetime], str]:
    """`full_time` by the clock and in the words of now, looked up once for many moments."""
    zone, months = timezone.get_current_timezone(), _months(get_language())

    def say(moment: datetime) -> str:
        there = moment.astimezone(zone)
        day = f"{there.day} {months[there.month - 1]} {there.year}"
        return f"{day}, {there.hour:02}:{there.minute:02} {there.tzname()}"

    return say


def day_of(moment: datetime) -> str:
    """“22 Nov 2026”."""
    return _day(timezone.localtime(moment))


def midnight(day: date) -> datetime:
    """With which the day begins. The first and last days of the calendar have no other zones."""
    zone = timezone.get_current_timezone() if 1 < day.year < 9999 else UTC
    return datetime.combine(day, time.min, zone)


def _day(there: datetime) -> str:
    return f"{there.day} {_months(get_language())[there.month - 1]} {there.year}"
