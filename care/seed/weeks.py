"""When tapes are played: more in every month than in the one before, fewer in summer, and one week
in which something was broken."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

WEEK = timedelta(weeks=1)
WEEKS = 52
_GROWTH = 0.35
_OUTAGE = 1.9


@dataclass(frozen=True, slots=True)
class Playing:
    at: datetime
    """The case opens."""
    tape: int
    back: int
    """Weeks before the one the tape is of."""


def weights(chance: Random) -> list[float]:
    """Of weeks, by how long they are ago."""
    broken = chance.randrange(4, WEEKS - 4)
    found = []
    for back in range(WEEKS):
        grown = 1 - _GROWTH * back / WEEKS
        season = 1 + 0.12 * math.cos(2 * math.pi * back / WEEKS)
        found.append(grown * season * chance.uniform(0.93, 1.07))
    found[broken] *= _OUTAGE
    return found


def playings(
    chance: Random, tapes: Sequence[tuple[datetime, datetime]], number: int, *, now: datetime
) -> list[Playing]:
    """So many, evenly over the tapes, in the order in which the cases open. `tapes`: when each
    begins and ends; none is played so late that it ends after `now`."""
    sums = list(accumulate(weights(chance)))
    found: list[Playing] = []
    for tape, (begins, ends) in enumerate(tapes):
        times = number // len(tapes) + (tape < number % len(tapes))
        least = max(0, math.ceil((ends - now) / WEEK))
        offset = chance.random()
        for time in range(times):
            place = (time + offset) / times * sums[-1]
            back = max(least, min(WEEKS - 1, bisect(sums, place)))
            found.append(Playing(begins - back * WEEK, tape, back))
    found.sort(key=lambda one: (one.at, one.tape))
    return found
