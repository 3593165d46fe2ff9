"""Which figure's cases are asked for: the part of a report that the figure stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from care.core.moments import moment_of
from reporting.ask.behind import BadKey, Behind, behind, read_key
from reporting.ask.catalogue import METRICS
from reporting.ask.metrics import Metric
from reporting.asked import Asked

Only = tuple[tuple[str, str], ...]
_MOST_KEYS = 4


class UnknownFigure(LookupError):
    """The query names no figure, or no part of a report."""


@dataclass(frozen=True, slots=True)
class Which:
    metric: Metric
    start: datetime
    end: datetime
    only: Only


def which_of(asked: Asked) -> Which:
    """Raises UnknownFigure."""
    metric = METRICS.get(asked.said.get("figure", "cases_opened"))
    if metric is None:
        raise UnknownFigure
    start = _moment(asked.said.get("since", ""), asked.period.start)
    end = _moment(asked.said.get("until", ""), asked.period.end)
    only = tuple(_pair(text) for text in asked.said.getlist("of")[:_MOST_KEYS])
    return Which(metric, start, end, only)


def cases_of(asked: Asked, which: Which) -> Behind:
    return behind(asked.frame, which.metric, start=which.start, end=which.end, only=which.only)


def _moment(text: str, otherwise: datetime) -> datetime:
    if not text:
        return otherwise
    found = moment_of(text)
    if found is None:
        raise UnknownFigure
    return found


def _pair(text: str) -> tuple[str, str]:
    name, _colon, value = text.partition(":")
    try:
        read_key(name, value)
    except BadKey as error:
        raise UnknownFigure from error
    return name, value
