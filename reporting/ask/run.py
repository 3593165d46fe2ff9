"""Asking the tables of facts: all figures of one source in one pass, for the period and for the one
it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.core.bulk import fetch
from reporting.ask.frame import TIME, Frame, Key
from reporting.ask.metrics import Metric
from reporting.ask.statement import Question, parts_of, statement_of
from reporting.ask.where import Values, where

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
    condition = where(source, frame, _spans(frame), values)
    parts = parts_of(frame)
    values |= parts.values() | {"start": frame.period.start}
    answer = Answer({}, {}, {}, {})
    for only, asked in _at_once(metrics, frame).items():
        question = Question(source, asked, keys, frame, f"{condition}{only}")
        answer.take(_answer(fetch(statement_of(question), values), asked, keys, parts.numbers))
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
