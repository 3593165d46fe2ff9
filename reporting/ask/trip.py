"""The round trip of a hand-over, leg by leg: from the customer's first word to the answer in the
customer's language. The fold has measured them."""

from __future__ import annotations

from dataclasses import dataclass

from care.core.bulk import fetch
from reporting.ask.frame import Frame
from reporting.ask.sources import RETURNS
from reporting.ask.where import Values, where

# By the clock always: what the answer takes is hardly ever interrupted by a night.
_BY_CLOCK = "translate"
_COLUMNS = {
    "acknowledge": "acknowledged",
    "wait": "waited",
    "work": "worked",
    "back": "back",
    _BY_CLOCK: "translated",
}
LEGS = tuple(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Leg:
    name: str
    rounds: int
    median: float | None
    p90: float | None
    mean: float | None


def trip(frame: Frame) -> tuple[Leg, ...]:
    values: Values = {}
    condition = where(RETURNS, frame, [(frame.period.start, frame.period.end)], values)
    figures = ", ".join(
        f"count({took}), percentile_cont(0.5) WITHIN GROUP (ORDER BY {took}),"
        f" percentile_cont(0.9) WITHIN GROUP (ORDER BY {took}), avg({took})::float8"
        for took in (_took(leg, business=frame.business) for leg in LEGS)
    )
    (found,) = fetch(f"SELECT {figures} FROM {RETURNS.table} f WHERE {condition}", values)
    return tuple(Leg(name, *found[n * 4 : n * 4 + 4]) for n, name in enumerate(LEGS))


def _took(leg: str, *, business: bool) -> str:
    by_hours = business and leg != _BY_CLOCK
    return f"f.{_COLUMNS[leg]}_{'business' if by_hours else 'seconds'}"
