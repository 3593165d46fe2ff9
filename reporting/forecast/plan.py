"""A queue over some hours to come, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from .staffing import HOUR_SECONDS, Target, Terms, Work


@dataclass(frozen=True, slots=True)
class Plan:
    rates: tuple[float, ...]  # arrivals, by hour
    people: tuple[int, ...]  # at the desk, by hour
    opened: tuple[float, ...]  # the part of each hour that is business time
    work: Work
    target: Target
    terms: Terms = field(default_factory=Terms)
    backlog: int = 0  # waiting at the start
    seed: int = 7

    def __post_init__(self) -> None:
        if not len(self.rates) == len(self.people) == len(self.opened):
            raise ValueError("Arrivals, people and business time are of different numbers of hours")

    def grown(self, factor: float) -> Plan:
        return replace(self, rates=tuple(rate * factor for rate in self.rates))

    @property
    def seconds(self) -> float:
        """Of a person's time for each, with the breathing space that occupancy leaves."""
        return self.work.mean / self.terms.occupancy

    @property
    def servers(self) -> list[int]:
        return [people * self.terms.concurrency for people in self.people]


@dataclass(frozen=True, slots=True)
class Outcome:
    arrived: float  # with the backlog of the start
    taken: float  # up by somebody
    waiting: tuple[float, ...]  # at the end of each hour
    within: float  # taken up within the target
    judged: float  # those of whom that is decided: taken up, or late already
    drawn: bool  # one by one; else reckoned as a flow

    @property
    def left(self) -> float:
        return self.arrived - self.taken

    @property
    def share(self) -> float | None:
        return self.within / self.judged if self.judged else None

    def meets(self, target: Target) -> bool:
        return self.share is None or self.share >= target.share


class BusinessSeconds:
    """Business time since the start of a plan."""

    def __init__(self, opened: Sequence[float]) -> None:
        self._opened = opened
        self._before = [0.0, *accumulate(part * HOUR_SECONDS for part in opened)]

    def at(self, seconds: float) -> float:
        hour = int(seconds // HOUR_SECONDS)
        if hour >= len(self._opened):
            return self._before[-1]
        return self._before[hour] + self._opened[hour] * (seconds - hour * HOUR_SECONDS)
