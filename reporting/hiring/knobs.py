"""What if: the figures that a leader may change, from a query. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Knob:
    """A number of the form, and what it may be."""

    name: str
    least: Decimal
    most: Decimal
    places: int = 0


KNOBS = (
    Knob("agents", Decimal(0), Decimal(1000)),
    Knob("each", Decimal(1), Decimal(80), places=1),  # hours a week
    Knob("target", Decimal("0.5"), Decimal(10080), places=1),  # minutes
    Knob("share", Decimal(50), Decimal(99), places=1),  # per cent
    Knob("work", Decimal("0.1"), Decimal(1440), places=1),  # minutes
    Knob("growth", Decimal(-50), Decimal(100), places=1),  # per cent a month
    Knob("shrinkage", Decimal(0), Decimal(80)),  # per cent
    Knob("occupancy", Decimal(30), Decimal(100)),  # per cent
    Knob("concurrency", Decimal(1), Decimal(10)),
    Knob("days", Decimal(7), Decimal(90)),
)
BY_NAME = {knob.name: knob for knob in KNOBS}


@dataclass(frozen=True, slots=True)
class Knobs:
    values: Mapping[str, Decimal]
    wrong: Mapping[str, str] = field(default_factory=dict)
    """What was typed where no such number can stand; the usual one is used in its place."""

    def number(self, name: str, usual: float) -> float:
        found = self.values.get(name)
        return usual if found is None else float(found)

    def given(self, name: str) -> float | None:
        found = self.values.get(name)
        return None if found is None else float(found)

    @property
    def changed(self) -> bool:
        return bool(self.values)


def knobs_of(query: Mapping[str, str]) -> Knobs:
    values: dict[str, Decimal] = {}
    wrong: dict[str, str] = {}
    for knob in KNOBS:
        text = query.get(knob.name, "").strip()
        if not text:
            continue
        number = _number(text, knob)
        if number is None:
            wrong[knob.name] = text[:20]
        else:
            values[knob.name] = number
    return Knobs(values, wrong)


def _number(text: str, knob: Knob) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or not knob.least <= number <= knob.most:
        return None
    return number if number == round(number, knob.places) else None
