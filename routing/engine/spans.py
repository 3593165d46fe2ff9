"""Spans of time as people type them: "2 h 30 min", "1.5 days", "90m", "1:30"."""

from __future__ import annotations

import re
from typing import Final

UNITS: Final = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}
_ALIASES: Final = {
    "d": ("d", "day", "days"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "min": ("min", "m", "mins", "minute", "minutes"),
    "s": ("s", "sec", "secs", "second", "seconds"),
}
_SECONDS: Final = {alias: UNITS[unit] for unit, them in _ALIASES.items() for alias in them}
_PART = re.compile(r"(\d{1,7}(?:[.,]\d{1,3})?)\s*([a-z]+)[\s,]*")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")


def parse_span(typed: str) -> int | None:
    """Seconds, or None when it is no span. A number without a unit is none: minutes and hours
    are too far apart to guess."""
    text = typed.strip().casefold()
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * 3_600 + int(clock[2]) * 60
    total, at = 0.0, 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part[2] not in _SECONDS:
            return None
        total += float(part[1].replace(",", ".")) * _SECONDS[part[2]]
        at = part.end()
    return round(total) if text else None


def say_span(seconds: int) -> str:
    """In the form that `parse_span` reads to the same seconds."""
    parts, left = [], seconds
    for unit, size in UNITS.items():
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 min"
