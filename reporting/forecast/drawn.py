"""A plan played through one arrival at a time, by chance from a seed.

First come, first served; who has started finishes, also past the end of the shift. Chance is drawn
apart for arrivals and for handling, so that with more arrivals the n-th one only comes sooner and
costs what it cost before.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Iterator, Sequence

from .plan import BusinessSeconds, Outcome, Plan
from .staffing import HOUR_SECONDS, Work

# The spread of handling where only its mean is known: with a tail about as long as pure chance's.
_USUAL_SIGMA = 0.83
_Z_90 = 1.2816


def play(plan: Plan) -> Outcome:
    desk = _Desk(plan)
    come = _arrivals(plan.rates, random.Random(plan.seed))
    following = next(come, math.inf)
    waiting = []
    for hour, servers in enumerate(plan.servers):
        end = (hour + 1) * HOUR_SECONDS
        desk.staff(servers, hour * HOUR_SECONDS)
        while following < end:
            desk.finish_until(following)
            desk.arrive(following)
            following = next(come, math.inf)
        desk.finish_until(end)
        waiting.append(float(len(desk.queue)))
    return desk.outcome(tuple(waiting))


class _Desk:
    def __init__(self, plan: Plan) -> None:
        self._clock = BusinessSeconds(plan.opened)
        self._patience = plan.target.seconds
        self._handling = _handling(plan, random.Random(plan.seed + 1))
        self._end = len(plan.rates) * HOUR_SECONDS
        self._busy: list[float] = []
        self._servers = 0
        self.queue: deque[float] = deque([0.0] * plan.backlog)
        self._arrived = plan.backlog
        self._taken = self._within = 0

    def staff(self, servers: int, at: float) -> None:
        self._servers = servers
        self._take(at)

    def arrive(self, at: float) -> None:
        self._arrived += 1
        self.queue.append(at)
        self._take(at)

    def finish_until(self, end: float) -> None:
        while self._busy and self._busy[0] <= end:
            at = heapq.heappop(self._busy)
            self._take(at)

    def _take(self, at: float) -> None:
        while self.queue and len(self._busy) < self._servers:
            waited = self._clock.at(at) - self._clock.at(self.queue.popleft())
            self._taken += 1
            self._within += waited <= self._patience
            heapq.heappush(self._busy, at + next(self._handling))

    def outcome(self, waiting: tuple[float, ...]) -> Outcome:
        last = self._clock.at(self._end)
        late = sum(last - self._clock.at(at) > self._patience for at in self.queue)
        return Outcome(
            arrived=self._arrived,
            taken=self._taken,
            waiting=waiting,
            within=self._within,
            judged=self._taken + late,
            drawn=True,
        )


def _arrivals(rates: Sequence[float], chance: random.Random) -> Iterator[float]:
    """Seconds after the start, of a stream whose rate changes by the hour."""
    passed, following = 0.0, chance.expovariate(1.0)
    for hour, rate in enumerate(rates):
        while following < passed + rate:
            yield (hour + (following - passed) / rate) * HOUR_SECONDS
            following += chance.expovariate(1.0)
        passed += rate


def _handling(plan: Plan, chance: random.Random) -> Iterator[float]:
    """Log-normal: never below zero, with a long tail, as handling times are."""
    sigma = _sigma(plan.work)
    middle = math.log(plan.seconds) - sigma * sigma / 2 if plan.seconds else -math.inf
    while True:
        drawn = chance.gauss(0.0, 1.0)
        yield math.exp(middle + sigma * drawn)


def _sigma(work: Work) -> float:
    """Such that nine in ten take no longer than p90."""
    if not work.p90 or not work.mean:
        return _USUAL_SIGMA
    over = math.log(work.p90 / work.mean)
    if over >= _Z_90 * _Z_90 / 2:
        return _Z_90
    return max(0.1, _Z_90 - math.sqrt(_Z_90 * _Z_90 - 2 * over)) if over > 0 else _Z_90
