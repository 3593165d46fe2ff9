"""Erlang's formulas: how many people answer at once what comes by chance (M/M/n, nobody gives up).

The load is in erlangs: arrivals an hour x hours of work each. Erlang B is built up one server at a
time, B(n) = aB(n-1) / (n + aB(n-1)), which stays between 0 and 1 for any number of servers; the
textbook's factorials leave the range of a float at 171.
"""

from __future__ import annotations

import math


def erlang_b(servers: int, load: float) -> float:
    """The share that finds all servers busy, if those who do go away."""
    _check(servers, load)
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """The share that has to wait; 1 where the servers cannot keep up."""
    return _waiting(servers, load, erlang_b(servers, load))


def answered_within(servers: int, load: float, *, work: float, seconds: float) -> float:
    """The share that waits no longer than some seconds; `work` is the mean seconds of each."""
    return _within(servers, load, erlang_b(servers, load), seconds / work if work else math.inf)


def mean_wait(servers: int, load: float, *, work: float) -> float:
    """In seconds, over everybody who comes."""
    if load >= servers:
        return math.inf
    return erlang_c(servers, load) * work / (servers - load)


def servers_needed(
    load: float, *, work: float, seconds: float, share: float, occupancy: float = 1.0
) -> int:
    """The fewest that answer a share within some seconds and are busy no more than allowed."""
    if not 0 < share < 1 or not 0 < occupancy <= 1:
        raise ValueError(f"Share {share} and occupancy {occupancy} lie between 0 and 1.")
    _check(0, load)
    if not load:
        return 0
    patience = seconds / work if work else math.inf
    blocked, n = 1.0, 0
    while True:
        n += 1
        blocked = load * blocked / (n + load * blocked)
        if load > n * occupancy:
            continue
        if _within(n, load, blocked, patience) >= share:
            return n


def _waiting(servers: int, load: float, blocked: float) -> float:
    if load >= servers:
        return 1.0 if load else 0.0
    return servers * blocked / (servers - load + load * blocked)


def _within(servers: int, load: float, blocked: float, patience: float) -> float:
    if load >= servers:
        return 0.0 if load else 1.0
    return 1 - _waiting(servers, load, blocked) * math.exp(-(servers - load) * patience)


def _check(servers: int, load: float) -> None:
    if servers < 0 or not 0 <= load < math.inf:
        raise ValueError(f"{servers} servers and a load of {load} erlangs make no queue.")
