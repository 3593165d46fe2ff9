"""Who waited how long for which reply, and which replies are one turn. By the arithmetic of the
clocks, over the whole past instead of the present."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from inbox.clocks.spoken import Spoken, turn_starts
from inbox.clocks.waits import Turn, Wait, waits
from reporting.fold.messages import Inbound, Outbound


@dataclass(slots=True)
class Waiting:
    # By the number of the reply among all.
    ended: dict[int, Wait] = field(default_factory=dict)
    first: int | None = None
    useful: int | None = None
    useful_wait: Wait | None = None
    still_since: datetime | None = None


def waiting(
    asks: Sequence[Inbound],
    replies: Sequence[Outbound],
    settled: Sequence[datetime],
    *,
    active: bool,
) -> Waiting:
    """`asks`: what asked for an answer. `settled`: when the case was; a question that we had by
    then is dealt with, and a later one is waited for from its own time on."""
    asked = [Turn(one.at, True, one.known_at, one.gone_at) for one in asks]
    said = [Turn(one.at, False, useful=not one.acknowledges) for one in replies]
    before = [_last_before(settled, one.said_at) for one in replies]
    found = Waiting(ended=_ended(asked, said, before))
    found.first = next((n for n, wait in found.ended.items() if wait.first), None)
    useful = [number for number, turn in enumerate(said) if turn.useful]
    of_useful = found.ended
    if len(useful) < len(said):
        of_useful = _ended(asked, [said[n] for n in useful], [before[n] for n in useful])
    for number, wait in of_useful.items():
        if wait.first:
            found.useful, found.useful_wait = useful[number], wait
            break
    if active:
        left = waits([*asked, *said], measured_from=settled[-1] if settled else None)
        found.still_since = left[-1].since if left and left[-1].until is None else None
    return found


def _last_before(settled: Sequence[datetime], at: datetime) -> datetime | None:
    number = bisect_left(settled, at)
    return settled[number - 1] if number else None


def _ended(asked: list[Turn], said: list[Turn], before: list[datetime | None]) -> dict[int, Wait]:
    """The waits that replies ended, each as it stood then."""
    ended: dict[int, Wait] = {}
    for measured_from, run in groupby(range(len(said)), key=lambda n: before[n]):
        numbers = list(run)
        of_time: dict[datetime, int] = {}
        for number in reversed(numbers):
            of_time[said[number].at] = number
        for wait in waits([*asked, *said[: numbers[-1] + 1]], measured_from=measured_from):
            if wait.until in of_time:
                ended[of_time[wait.until]] = wait
    return dict(sorted(ended.items()))


def turns_of(asks: Sequence[Inbound], replies: Sequence[Outbound]) -> list[int | None]:
    """Of each reply which turn it is, or is a part of; None: a free one."""
    spoken = [Spoken(one.at, True) for one in asks]
    spoken += [Spoken(one.at, False, one.free, one.acknowledges) for one in replies]
    starts = turn_starts(spoken)
    turns: list[int | None] = []
    number = 0
    for one in replies:
        if one.free:
            turns.append(None)
            continue
        if number < len(starts) and one.at >= starts[number]:
            number += 1
        turns.append(number)
    return turns
