"""People needed by hour of the week, and how the hours that people have are laid over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .erlang import servers_needed
from .hours import WEEK

HOUR_SECONDS = 3600.0
# Five people in a hundred are rarely busy all of their time; more than this wears them out.
OCCUPANCY = 0.85
SHRINKAGE = 0.3


@dataclass(frozen=True, slots=True)
class Work:
    """Seconds of handling that one arrival costs."""

    mean: float
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
    share: float  # of arrivals, between 0 and 1
    seconds: float  # of waiting, in business time


@dataclass(frozen=True, slots=True)
class Terms:
    """How people work."""

    occupancy: float = OCCUPANCY  # of their time at the desk, at most
    shrinkage: float = SHRINKAGE  # of paid hours: breaks, meetings, holidays, illness
    concurrency: int = 1  # cases that one person truly works on at once


@dataclass(frozen=True, slots=True)
class Team:
    agents: int
    hours: float = 40.0  # a week, paid

    def at_desk(self, terms: Terms) -> float:
        return self.agents * self.hours * (1 - terms.shrinkage)


def people_at_desk(rate: float, work: Work, target: Target, terms: Terms) -> int:
    servers = servers_needed(
        rate * work.mean / HOUR_SECONDS,
        work=work.mean,
        seconds=target.seconds,
        share=target.share,
        occupancy=terms.occupancy,
    )
    return math.ceil(servers / terms.concurrency)


def work_hours(arrivals: float, work: Work, terms: Terms) -> float:
    """Hours at the desk that some arrivals cost, breathing space included."""
    return arrivals * work.mean / HOUR_SECONDS / terms.occupancy / terms.concurrency


def when_worked(rates: Sequence[float], opened: Sequence[bool], target: Target) -> list[float]:
    """Arrivals by the hour in which they are best answered: what comes while nobody is there waits
    for the next open hour, and a target of several hours lets a rush be spread over them. The week
    is a ring; nothing is lost."""
    if not any(opened):
        return [0.0] * len(rates)
    width = max(1, min(int(target.seconds // HOUR_SECONDS), sum(opened)))
    ring = [n for n, is_open in enumerate(opened) if is_open]
    came = _carried(rates, ring)
    worked = [0.0] * len(rates)
    for n, slot in enumerate(ring):
        # A running sum would leave crumbs behind, and a crumb needs a person.
        worked[slot] = math.fsum(came[n - back] for back in range(width)) / width
    return worked


def _carried(rates: Sequence[float], ring: Sequence[int]) -> list[float]:
    """By open hour, with what came in the closed hours before it."""
    came = []
    for n, slot in enumerate(ring):
        before = ring[n - 1] if n else ring[-1] - len(rates)
        came.append(math.fsum(rates[slot - back] for back in range(slot - before)))
    return came


def week_of_people(
    rates: Sequence[float], opened: Sequence[bool], work: Work, target: Target, terms: Terms
) -> list[int]:
    """At the desk, by hour of the week."""
    worked = when_worked(rates, opened, target)
    return [people_at_desk(rate, work, target, terms) if rate > 0 else 0 for rate in worked]


def laid_out(team: Team, terms: Terms, need: Sequence[float], opened: Sequence[bool]) -> list[int]:
    """Their hours at the desk over the open hours of a week, where the work is.

    As one who makes a good roster would; nobody is at two places. What is left when nothing more is
    needed goes evenly over the open hours. Rounded so that the running total keeps true.
    """
    hours = min(team.at_desk(terms), float(team.agents * sum(opened)))
    shares = [max(n, 0.0) if is_open else 0.0 for n, is_open in zip(need, opened, strict=True)]
    if not sum(shares):
        shares = [float(is_open) for is_open in opened]
    people = _filled(hours, shares, top=float(team.agents))
    if (left := hours - sum(people)) > 1e-9:
        room = [(team.agents - p) * is_open for p, is_open in zip(people, opened, strict=True)]
        people = [p + left * r / sum(room) for p, r in zip(people, room, strict=True)]
    return _rounded(people)


def _filled(hours: float, shares: Sequence[float], *, top: float) -> list[float]:
    """In proportion to shares, no one hour above the top."""
    capped: set[int] = set()
    while True:
        free = sum(share for n, share in enumerate(shares) if n not in capped)
        factor = (hours - top * len(capped)) / free if free > 0 else 0.0
        over = {n for n, s in enumerate(shares) if n not in capped and s * factor > top}
        if not over:
            return [top if n in capped else share * factor for n, share in enumerate(shares)]
        capped |= over


def _rounded(people: Sequence[float]) -> list[int]:
    whole, total, given = [], 0.0, 0
    for each in people:
        total += each
        now = min(round(total) - given, math.ceil(each - 1e-9))
        whole.append(max(now, 0))
        given += whole[-1]
    return whole


def by_slot(values: Sequence[float], slots: Sequence[int]) -> list[float]:
    """The values of one week laid over hours."""
    assert len(values) == WEEK
    return [values[slot] for slot in slots]
