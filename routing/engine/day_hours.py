"""Hours of a day as people type them: "09:00-12:30, 13:30-18:00"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .calendar import DAY_MINUTES, WHOLE_DAY, Span, tidy

MOST_SPANS: Final = 12
_SPAN = re.compile(
    r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|\u2013|\u2014|\u2212|to)\s*(\d{1,2})(?:[:.h](\d{2}))?\s*"
)


def parse_hours(typed: str) -> tuple[Span, ...] | None:
    """Spans in order, those that touch joined; none when nothing is typed: closed. None when it is
    no hours."""
    if not typed.strip():
        return ()
    found: list[Span] = []
    for part in re.split(r"[,;]", typed):
        span = _SPAN.fullmatch(part)
        if span is None:
            return None
        start, end = _minutes(span[1], span[2]), _minutes(span[3], span[4])
        if start is None or end is None:
            return None
        # 22:00-00:00: up to midnight. A span never goes on into the next day.
        end = end or DAY_MINUTES
        if start >= end:
            return None
        found.append((start, end))
    return tidy(found) if len(found) <= MOST_SPANS else None


def _minutes(hour: str, minute: str | None) -> int | None:
    minutes = int(hour) * 60 + int(minute or 0)
    return minutes if int(minute or 0) < 60 and minutes <= DAY_MINUTES else None


def say_hours(spans: Sequence[Span]) -> str:
    """In the form that `parse_hours` reads to the same spans."""
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes_open(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def is_whole_day(spans: Sequence[Span]) -> bool:
    return tuple(spans) == WHOLE_DAY
