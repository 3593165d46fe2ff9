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
from reporting.ask.where import Values, where
from reporting.period import Bucket

Found = dict[str, Any]
NOTHING: Mapping[str, Any] = {}
WHOLE: Any = object()
"""In place of a key: all rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures by name. Of time, the key is the number of the part of the period."""

    total: Found
    total_before: Found
    by: dict[Any, Found]
    by_before: dict[Any, Found]

    def take(self, other: Answer) -> None:
        """Other figures of the same."""
        self.total.update(other.total)
        self.total_before.update(other.total_before)
        for ours, theirs in ((self.by, other.by), (self.by_before, other.by_before)):
            for key, figures in theirs.items():
                ours.setdefault(key, {}).update(figures)

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
    bounds, places = _bounds(frame)
    values |= {"bounds": bounds, "start": frame.period.start}
    answer = Answer({}, {}, {}, {})
    for only, asked in _at_once(metrics, frame).items():
        statement = _statement(source, asked, keys, frame, f"{condition}{only}")
        answer.take(_answer(fetch(statement, values), asked, keys, places))
    return answer


def _at_once(metrics: Sequence[Metric], frame: Frame) -> dict[str, list[Metric]]:
    """What adds up in one statement; anything else with what is about the same rows, and over no
    others: rows that it does not count would be sorted with those that it does."""
    found: dict[str, list[Metric]] = {}
    for metric in metrics:
        condition = "" if metric.parts else metric.condition(business=frame.business)
        only = f" AND ({condition})" if condition not in {"", "TRUE"} else ""
        found.setdefault(only if metric.parts else f"{only} ", []).append(metric)
    return found


def _spans(frame: Frame) -> list[tuple[datetime, datetime]]:
    before = frame.period.before
    earlier = [(before.start, before.end)] if before is not None else []
    return [*earlier, (frame.period.start, frame.period.end)]


def _statement(
    source: Source, metrics: Sequence[Metric], keys: list[Key], frame: Frame, condition: str
) -> str:
    """What adds up is counted by key alone, which Postgres does with several processes, and added
    up to the whole. Anything else is counted twice: by key, and over all rows."""
    by = [key.of(source).replace("{moment}", source.moment) for key in keys]
    names = [f"k{number}" for number in range(len(by))]
    outer = [f"{sql} AS {name}" for sql, name in zip(by, names, strict=True)]
    # Without a period before there is but one side, which Postgres then need not sort by.
    compares = frame.period.before is not None
    side = f"{source.moment} >= %(start)s" if compares else "TRUE"
    rows = ", ".join([f"{side} AS side", *outer])
    grouped = ", ".join(["side", *names])
    sets = f"GROUPING SETS (({grouped}), (side))" if keys else "side"
    whole = f"GROUPING({names[0]})" if keys else "1"
    if not all(metric.parts for metric in metrics):
        inner = f"SELECT f.*, {rows} FROM {source.table} f {source.more} WHERE {condition}"
        figures = [metric.sql(business=frame.business) for metric in metrics]
    elif source.several and source.tag in by:
        # Cases that carry the same tags are added up first, and count for each of these then.
        place = by.index(source.tag)
        alike = [name for n, name in enumerate(names) if n != place]
        rows = ", ".join([f"{side} AS side", *(sql for n, sql in enumerate(outer) if n != place)])
        inner = f"SELECT f.*, {rows} FROM {source.table} f WHERE {condition}"
        columns = ", ".join(["side", *alike, source.several])
        inner, figures = _summed(inner, metrics, columns, business=frame.business)
        inner = f"SELECT f.*, {source.tag} AS {names[place]} FROM ({inner}) f {source.more}"
    else:
        inner = f"SELECT f.*, {rows} FROM {source.table} f {source.more} WHERE {condition}"
        inner, figures = _summed(inner, metrics, grouped, business=frame.business)
    return f"""
        SELECT side, {whole}, {", ".join([*names, *figures])}
        FROM ({inner}) f GROUP BY {sets}
    """


def _summed(
    rows: str, metrics: Iterable[Metric], grouped: str, *, business: bool
) -> tuple[str, list[str]]:
    summands: dict[str, str] = {}
    figures = []
    for metric in metrics:
        parts = metric.summands(business=business)
        names = [summands.setdefault(part, f"s{len(summands)}") for part in parts]
        figures.append(metric.whole.format(*names))
    sums = ", ".join(f"{part} AS {name}" for part, name in summands.items())
    return f"SELECT {grouped}, {sums} FROM ({rows}) f GROUP BY {grouped}", figures


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
    total: dict[bool, Found] = {True: {}, False: {}}
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
