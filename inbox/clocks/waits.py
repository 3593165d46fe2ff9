"""How long a customer waited: a pure function of who wrote when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One message that counts: inbound, or a human reply that the network accepted."""

    at: datetime
    inbound: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """From the oldest unanswered inbound message to the next human reply; `until` None: waiting.
    `first` until a human has answered the case for the first time."""

    first: bool
    since: datetime
    until: datetime | None


def waits(turns: Iterable[Turn], *, measured_from: datetime | None) -> list[Wait]:
    """The waits in order. A case that was settled is measured anew from there (`measured_from`).

    Two messages of the same second: the customer's stands first, an answer follows a question.
    """
    found: list[Wait] = []
    since: datetime | None = None
    asked = answered = False
    for turn in sorted(turns, key=lambda turn: (turn.at, not turn.inbound)):
        dealt_with = measured_from is not None and turn.at <= measured_from
        if turn.inbound:
            asked = True
            since = since or (None if dealt_with else turn.at)
            continue
        if since is not None:
            found.append(Wait(not answered, since, turn.at))
            since = None
        answered = asked  # what we say before the customer does is no answer
    if since is not None:
        found.append(Wait(not answered, since, None))
    return found
