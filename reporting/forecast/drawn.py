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
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from .plan import BusinessSeconds, Outcome, Plan
from .staffing import HOUR_SECONDS, Work

# The spread of handling where only its mean is known: with a tail about as long as pure chance's.
_USUAL_SIGMA = 0.83
_Z_90 = 1.2816
_KEPT = 10_000
_Draw = Callable[[random.Random], float]


def play(plan: Plan) -> Outcome:
    desk = _Desk(plan)
    come = _arrivals(plan.rates, _gaps(plan.seed))
    following = next(come, math.inf)
    waiting = []
    for hour, servers in enumerate(plan.servers):
        end = (hour + 1) * HOUR_SECONDS
        arrivals = []
        while following < end:
            arrivals.append(following)
            following = next(come, math.inf)
        desk.live_through(hour, servers, arrivals)
        waiting.append(float(len(desk.queue)))
    return desk.outcome(tuple(waiting))


class _Desk:
    def __init__(self, plan: Plan) -> None:
        self._opened = plan.opened
        self._clock = BusinessSeconds(plan.opened)
        self._patience = plan.target.seconds
        self._handling = _handling(plan, _deviations(plan.seed + 1))
        self._end = len(plan.rates) * HOUR_SECONDS
        self._busy: list[float] = []
        self.queue: deque[float] = deque([0.0] * plan.backlog)
        """When they came, in business time."""
        self._arrived = plan.backlog
        self._taken = self._within = 0

    def live_through(self, hour: int, servers: int, arrivals: Sequence[float]) -> None:
        """One loop over whatever happens next: a page plays this some hundred thousand times."""
        begin, end = hour * HOUR_SECONDS, (hour + 1) * HOUR_SECONDS
        before, part = self._clock.at(begin), self._opened[hour]
        queue, busy, handling = self.queue, self._busy, self._handling
        push, pop, patience = heapq.heappush, heapq.heappop, self._patience
        at, to_come = float(begin), iter(arrivals)
        following = next(to_come, math.inf)
        while True:
            now = before + part * (at - begin)
            while queue and len(busy) < servers:
                self._taken += 1
                self._within += now - queue.popleft() <= patience
                push(busy, at + next(handling))
            if busy and busy[0] <= end and busy[0] <= following:
                at = pop(busy)
            elif following < end:
                at = following
                queue.append(before + part * (at - begin))
                following = next(to_come, math.inf)
            else:
                break
        self._arrived += len(arrivals)

    def outcome(self, waiting: tuple[float, ...]) -> Outcome:
        last = self._clock.at(self._end)
        late = sum(last - at > self._patience for at in self.queue)
        return Outcome(
            arrived=self._arrived,
            taken=self._taken,
            waiting=waiting,
            within=self._within,
            judged=self._taken + late,
            drawn=True,
        )


def _arrivals(rates: Sequence[float], chance: Iterator[float]) -> Iterator[float]:
    """Seconds after the start, of a stream whose rate changes by the hour."""
    passed, following = 0.0, next(chance)
    for hour, rate in enumerate(rates):
        while following < passed + rate:
            yield (hour + (following - passed) / rate) * HOUR_SECONDS
            following += next(chance)
        passed += rate


def _handling(plan: Plan, chance: Iterator[float]) -> Iterator[float]:
    """Log-normal: never below zero, with a long tail, as handling times are."""
    sigma = _sigma(plan.work)
    middle = math.log(plan.seconds) - sigma * sigma / 2 if plan.seconds else -math.inf
    return (math.exp(middle + sigma * drawn) for drawn in chance)


def _gaps(seed: int) -> Iterator[float]:
    return _again(seed, _gap)


def _deviations(seed: int) -> Iterator[float]:
    return _again(seed, _deviation)


def _gap(chance: random.Random) -> float:
    return chance.expovariate(1.0)


def _deviation(chance: random.Random) -> float:
    return chance.gauss(0.0, 1.0)


def _again(seed: int, draw: _Draw) -> Iterator[float]:
    """The same numbers for the same seed; the first of them are kept, because a page plays one
    plan many times over."""
    kept, state = _kept(seed, draw)
    yield from kept
    chance = random.Random()
    chance.setstate(state)
    while True:
        yield draw(chance)


@lru_cache(maxsize=8)
def _kept(seed: int, draw: _Draw) -> tuple[tuple[float, ...], tuple[Any, ...]]:
    chance = random.Random(seed)
    return tuple(draw(chance) for _ in range(_KEPT)), chance.getstate()


def _sigma(work: Work) -> float:
    """Such that nine in ten take no longer than p90."""
    if not work.p90 or not work.mean:
        return _USUAL_SIGMA
    over = math.log(work.p90 / work.mean)
    if over >= _Z_90 * _Z_90 / 2:
        return _Z_90
    return max(0.1, _Z_90 - math.sqrt(_Z_90 * _Z_90 - 2 * over)) if over > 0 else _Z_90
