"""How often we took the word in a case: a pure function of who wrote when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Messages of ours that follow each other within it are parts of one answer.
ONE_ANSWER = timedelta(minutes=10)
# Acknowledge, resolve.
AIM = 2


@dataclass(frozen=True, slots=True)
class Spoken:
    at: datetime
    inbound: bool
    free: bool = False
    """An invitation to write in private, or the public close: no turn."""
    acknowledges: bool = False


def human_turns(said: Iterable[Spoken]) -> int:
    """Turns of ours so far."""
    return len(_starts(said)[0])


def turn_starts(said: Iterable[Spoken]) -> list[datetime]:
    """When each of our turns began."""
    return _starts(said)[0]


def next_turn(said: Iterable[Spoken], *, now: datetime) -> int:
    """Which turn a reply that is sent now is, or is a part of."""
    starts, last = _starts(said)
    goes_on = last is not None and not last.acknowledges and now - last.at <= ONE_ANSWER
    return len(starts) if goes_on else len(starts) + 1


def _starts(said: Iterable[Spoken]) -> tuple[list[datetime], Spoken | None]:
    """When the turns began, and the message of ours that the next one may go on from."""
    starts: list[datetime] = []
    last: Spoken | None = None
    for one in sorted(said, key=lambda one: (one.at, not one.inbound)):
        if one.inbound:
            last = None
        elif not one.free:
            part = last is not None and one.at - last.at <= ONE_ANSWER
            if last is None or not part or last.acknowledges != one.acknowledges:
                starts.append(one.at)
            last = one
    return starts, last
