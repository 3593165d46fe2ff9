"""The statement that answers a question. There are four ways to count, and what is asked says which
of them costs least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting.ask.frame import TIME, Frame, Key
from reporting.ask.metrics import Metric
from reporting.ask.sources import Source


@dataclass(frozen=True, slots=True)
class Question:
    """Figures of rows `f` of the source for which the condition holds, by the keys."""

    source: Source
    metrics: Sequence[Metric]
    keys: Sequence[Key]
    frame: Frame
    condition: str

    @property
    def names(self) -> list[str]:
        return [f"k{number}" for number in range(len(self.keys))]

    @property
    def side(self) -> str:
        """Of the period, or of the one it is compared with? Without that one there is but one side,
        which Postgres then need not sort by."""
        compares = self.frame.period.before is not None
        return f"{self.source.moment} >= %(start)s" if compares else "TRUE"

    def columns(self, *, without: Key | None = None) -> list[str]:
        source = self.source
        return [
            f"{key.of(source).replace('{moment}', source.moment)} AS {name}"
            for key, name in zip(self.keys, self.names, strict=True)
            if key is not without
        ]

    def rows(self, columns: Sequence[str], *, more: bool = True) -> str:
        joined = self.source.more if more else ""
        return (
            f"SELECT f.*, {', '.join(columns)} FROM {self.source.table} f {joined}"
            f" WHERE {self.condition}"
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of both periods, in order of time, and which part of its own period each is."""

    starts: list[datetime]
    ends: list[datetime]
    numbers: dict[int, int]

    def values(self) -> dict[str, Any]:
        return {"bounds": self.starts, "ends": self.ends}


def parts_of(frame: Frame) -> Parts:
    before = frame.period.before
    buckets = [
        (bucket, number)
        for parts in ((before.buckets if before else ()), frame.period.buckets)
        for number, bucket in enumerate(parts)
    ]
    return Parts(
        [bucket.start for bucket, _ in buckets],
        [bucket.end for bucket, _ in buckets],
        {place: number for place, (_, number) in enumerate(buckets, start=1)},
    )


def statement_of(question: Question) -> str:
    """Its rows: the side, whether the row is the whole, the keys, the figures."""
    if not all(metric.parts for metric in question.metrics):
        figures = [metric.sql(business=question.frame.business) for metric in question.metrics]
        return _over(question, _by_rows(question), figures)
    sums, figures = _sums(question)
    if _is_by_tags_that_are_alike(question):
        return _over(question, _by_tags_that_are_alike(question, sums), figures)
    if TIME in question.keys and _is_about_the_rows_alone(question.frame):
        return _over(question, _by_parts_of_time(question, sums), figures)
    return _over(question, _by_sums(question, sums), figures)


def _over(question: Question, inner: str, figures: Sequence[str]) -> str:
    """Figures by key, and of the whole."""
    names = question.names
    grouped = ", ".join(["side", *names])
    sets = f"GROUPING SETS (({grouped}), (side))" if names else "side"
    whole = f"GROUPING({names[0]})" if names else "1"
    return f"""
        SELECT side, {whole}, {", ".join([*names, *figures])}
        FROM ({inner}) f GROUP BY {sets}
    """


def _sums(question: Question) -> tuple[str, list[str]]:
    """The sums that the figures need, each once; and the figures, made of these."""
    summands: dict[str, str] = {}
    figures = []
    for metric in question.metrics:
        parts = metric.summands(business=question.frame.business)
        names = [summands.setdefault(part, f"s{len(summands)}") for part in parts]
        figures.append(metric.whole.format(*names))
    return ", ".join(f"{part} AS {name}" for part, name in summands.items()), figures


def _by_rows(question: Question) -> str:
    """What does not add up, like a median, is counted twice: by key, and over all rows."""
    return question.rows([f"{question.side} AS side", *question.columns()])


def _by_sums(question: Question, sums: str) -> str:
    """Counted by key alone, which Postgres does with several processes, and added up to the
    whole."""
    grouped = ", ".join(["side", *question.names])
    rows = question.rows([f"{question.side} AS side", *question.columns()])
    return f"SELECT {grouped}, {sums} FROM ({rows}) f GROUP BY {grouped}"


def _is_by_tags_that_are_alike(question: Question) -> bool:
    source = question.source
    return bool(source.several) and any(key.of(source) == source.tag for key in question.keys)


def _by_tags_that_are_alike(question: Question, sums: str) -> str:
    """Cases that carry the same tags are added up first, and count for each of these then."""
    source = question.source
    place = next(n for n, key in enumerate(question.keys) if key.of(source) == source.tag)
    others = [name for n, name in enumerate(question.names) if n != place]
    columns = question.columns(without=question.keys[place])
    rows = question.rows([f"{question.side} AS side", *columns], more=False)
    alike = ", ".join(["side", *others, source.several])
    inner = f"SELECT {alike}, {sums} FROM ({rows}) f GROUP BY {alike}"
    return f"SELECT f.*, {source.tag} AS {question.names[place]} FROM ({inner}) f {source.more}"


def _is_about_the_rows_alone(frame: Frame) -> bool:
    """Else what is asked of other tables would be asked anew for each part."""
    return not frame.filters.tag and not frame.filters.fields


def _by_parts_of_time(question: Question, sums: str) -> str:
    """One walk over the index for each part, which costs half of looking up for each row in which
    part it lies."""
    place = question.keys.index(TIME)
    others = [name for n, name in enumerate(question.names) if n != place]
    columns = question.columns(without=TIME)
    moment = question.source.moment
    rows = question.rows(["1 AS one", *columns])
    rows += f" AND {moment} >= part.starts AND {moment} < part.ends"
    grouped = f"GROUP BY {', '.join(others)}" if others else "HAVING count(*) > 0"
    selected = ", ".join([*others, sums])
    compares = question.frame.period.before is not None
    side = "part.starts >= %(start)s" if compares else "TRUE"
    return f"""
        SELECT {side} AS side, part.number AS {question.names[place]}, summed.*
        FROM unnest(%(bounds)s::timestamptz[], %(ends)s::timestamptz[])
            WITH ORDINALITY AS part (starts, ends, number)
        CROSS JOIN LATERAL (SELECT {selected} FROM ({rows}) f {grouped}) summed
    """
