"""Asking the tables of facts: all figures of one source in one pass, for the period and for the one
it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.bulk import fetch
from reporting.ask.frame import TIME, Frame, Key
from reporting.ask.metrics import Metric
from reporting.ask.sources import Source
from reporting.ask.where import Values, needs_join, where
from reporting.period import Bucket

Found = Mapping[str, Any]
NOTHING: Found = {}
WHOLE: Any = object()
"""In place of a key: all rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures by name. Of time, the key is the number of the part of the period."""

    total: Found
    total_before: Found
    by: Mapping[Any, Found]
    by_before: Mapping[Any, Found]

    def value(self, metric: Metric, key: Any = WHOLE) -> Any:
        """`key` None: of the rows that have none."""
        return (self.total if key is WHOLE else self.by.get(key, NOTHING)).get(metric.name)

    def before(self, metric: Metric, key: Any = WHOLE) -> Any:
        found = self.total_before if key is WHOLE else self.by_before.get(key, NOTHING)
        return found.get(metric.name)


def ask(
    frame: Frame, metrics: Sequence[Metric], *, by: Key | None = None, then: Key | None = None
) -> Answer:
    """`metrics`: of one source. With `then`, the keys of the answer are pairs."""
    source = metrics[0].source
    keys = [key for key in (by, then) if key is not None]
    values: Values = {}
    spans = _spans(frame)
    condition = where(source, frame, spans, values)
    statement = _statement(source, metrics, keys, frame, condition)
    bounds, places = _bounds(frame)
    values |= {"bounds": bounds, "start": frame.period.start}
    found = fetch(statement, values)
    return _answer(found, metrics, keys, places)


def _spans(frame: Frame) -> list[tuple[datetime, datetime]]:
    before = frame.period.before
    earlier = [(before.start, before.end)] if before is not None else []
    return [*earlier, (frame.period.start, frame.period.end)]


def _statement(
    source: Source, metrics: Iterable[Metric], keys: list[Key], frame: Frame, condition: str
) -> str:
    moment = source.moment
    by = [key.of(source).replace("{moment}", moment) for key in keys]
    names = [f"k{number}" for number in range(len(by))]
    joined = needs_join(source, frame) or any(key.needs_join(source) for key in keys)
    figures = [metric.sql(business=frame.business) for metric in metrics]
    sides = f"{moment} >= %(start)s AS side"
    outer = [f"{sql} AS {name}" for sql, name in zip(by, names, strict=True)]
    grouped = ", ".join(["side", *names])
    sets = f"GROUPING SETS (({grouped}), (side))" if keys else "side"
    whole = f"GROUPING({names[0]})" if keys else "1"
    rows = ", ".join([sides, *outer])
    return f"""
        SELECT side, {whole}, {", ".join([*names, *figures])}
        FROM (SELECT f.*, {rows}
              FROM {source.table} f {source.more} {source.join if joined else ""}
              WHERE {condition}) f
        GROUP BY {sets}
    """


def _bounds(frame: Frame) -> tuple[list[datetime], dict[int, int]]:
    """Where the parts of both periods begin, in order, and which part of its period each is."""
    before = frame.period.before
    buckets: list[tuple[Bucket, int]] = [
        (bucket, number)
        for parts in ((before.buckets if before else ()), frame.period.buckets)
        for number, bucket in enumerate(parts)
    ]
    return [bucket.start for bucket, _ in buckets], {
        place: number for place, (_, number) in enumerate(buckets, start=1)
    }


def _answer(
    found: list[tuple[Any, ...]], metrics: Sequence[Metric], keys: list[Key], places: dict[int, int]
) -> Answer:
    total: dict[bool, Found] = {True: NOTHING, False: NOTHING}
    by: dict[bool, dict[Any, Found]] = {True: {}, False: {}}
    for side, whole, *rest in found:
        named = rest[: len(keys)]
        figures = dict(zip((m.name for m in metrics), rest[len(keys) :], strict=True))
        if whole:
            total[side] = figures
            continue
        read = tuple(
            places.get(value, -1) if key is TIME else value
            for key, value in zip(keys, named, strict=True)
        )
        by[side][read[0] if len(read) == 1 else read] = figures
    return Answer(total[True], total[False], by[True], by[False])
