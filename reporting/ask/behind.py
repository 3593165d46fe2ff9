"""The cases behind a figure: exactly those, for the list that its link opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.bulk import fetch
from reporting.ask.frame import KEYS, Frame
from reporting.ask.metrics import Metric
from reporting.ask.where import Values, where

NOBODY = "none"
TOGETHER = "together"
"""Two tags that are on a case at once: `12-15`."""
_NUMBERS = frozenset(
    {"line", "team", "agent", "channel", "brand", "tag", "policy", "reason", "turns"}
)


class BadKey(ValueError):
    """A key of the query is none, or its value cannot be one."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A statement that gives the ids of cases, each once."""

    statement: str
    values: Values


def behind(
    frame: Frame,
    metric: Metric,
    *,
    start: datetime,
    end: datetime,
    only: Iterable[tuple[str, str]] = (),
) -> Behind:
    """`only`: keys and their values, as `read_key` takes them."""
    source = metric.source
    values: Values = {}
    condition = where(source, frame, [] if metric.standing else [(start, end)], values)
    parts = [condition, f"({metric.condition(business=frame.business)})"]
    if metric.standing:
        values["until"] = end
        parts.append("f.started_at < %(until)s")
        parts.append("(f.ended_at IS NULL OR f.ended_at >= %(until)s)")
    for number, (name, text) in enumerate(only):
        values[f"key{number}"] = read_key(name, text)
        if name == TOGETHER:
            parts.append(f"f.tags @> %(key{number})s::bigint[]")
            continue
        parts.append(f"{KEYS[name].of(source)} IS NOT DISTINCT FROM %(key{number})s")
    return Behind(
        f"SELECT f.case_id FROM {source.table} f {source.more} WHERE {' AND '.join(parts)}",
        values,
    )


def read_key(name: str, text: str) -> Any:
    """The value of a key; none: rows that have none. Raises BadKey."""
    if name == TOGETHER:
        return [read_key("tag", part) for part in text.split("-")[:2]]
    if name not in KEYS:
        raise BadKey(name)
    if text == NOBODY:
        return None
    if name not in _NUMBERS:
        return text[:30]
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise BadKey(name)
    return int(text)


def count_behind(found: Behind) -> int:
    ((cases,),) = fetch(f"SELECT count(DISTINCT case_id) FROM ({found.statement}) x", found.values)
    return int(cases)
