"""How long a customer waited: a pure function of who wrote when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One message that counts: inbound, or a human reply that the network accepted."""

    at: datetime
    inbound: bool
    # When we had it; None: at once.
    known_at: datetime | None = None
    # When its author deleted it.
    gone_at: datetime | None = None
    visibility: str = "public"
    # Of ours: more than an acknowledgement.
    useful: bool = True
    # Of ours: an invitation or a last word, which is no turn.
    free: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """From the oldest unanswered inbound message to the next human reply; `until` None: waiting.
    `first` until a human has answered the case for the first time."""

    first: bool
    since: datetime
    until: datetime | None


def waits(turns: Iterable[Turn], *, measured_from: datetime | None) -> list[Wait]:
    """The waits in order. `measured_from` is when the case was settled last: a question that we had
    by then, and that no reply came to, is dealt with. What counts is when we had it, not when it
    was written: a question on its way while somebody resolved the case still waits.

    Two messages of the same second: the customer's stands first, an answer follows a question.
    """
    found: list[Wait] = []
    since: datetime | None = None
    asked = answered = dealt_with = False
    for turn in sorted(_that_count(turns), key=lambda turn: (turn.at, not turn.inbound)):
        if turn.inbound:
            asked = True
            known_at = turn.known_at or turn.at
            settled = measured_from is not None and known_at <= measured_from
            if since is None or (dealt_with and not settled):
                since, dealt_with = turn.at, settled
            continue
        if since is not None:
            found.append(Wait(not answered, since, turn.at))
            since = None
        answered = asked  # what we say before the customer does is no answer
    if since is not None and not dealt_with:
        found.append(Wait(not answered, since, None))
    return found


def useful_wait(turns: Iterable[Turn], *, measured_from: datetime | None) -> Wait | None:
    """The customer's wait for the first answer that says more than "we are looking into it"."""
    telling = [turn for turn in turns if turn.inbound or turn.useful]
    found = waits(telling, measured_from=measured_from)
    return next((wait for wait in found if wait.first), None)


def _that_count(turns: Iterable[Turn]) -> list[Turn]:
    """All but the questions that were deleted before anybody answered: those ask for no answer.
    One that was answered first was waited for, and our answer stays one whoever deletes it."""
    every = list(turns)
    if not any(turn.gone_at for turn in every):
        return every
    answers = sorted(turn.at for turn in every if not turn.inbound)

    def was_answered(turn: Turn, gone_at: datetime) -> bool:
        number = bisect_left(answers, turn.at)
        return number < len(answers) and answers[number] <= gone_at

    return [turn for turn in every if turn.gone_at is None or was_answered(turn, turn.gone_at)]
