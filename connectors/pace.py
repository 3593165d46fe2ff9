"""How long to wait. Spread out a little, so that what failed together does not return together."""

from __future__ import annotations

import random

LONGEST = 600.0
# A dead token is looked at again so that one which was only mistaken for dead comes back.
DEAD = 3_600.0
# Silent for so many seconds → this many times as long between two polls.
_SILENCE = ((600.0, 1.0), (3_600.0, 2.0), (21_600.0, 4.0), (86_400.0, 8.0))
_LONG_SILENCE = 12.0
# What a stream of a quick network is asked at the least.
SLOWEST = 60.0
# Edits and deletions are less urgent than questions.
CHANGES = 4.0


def around(seconds: float) -> float:
    return seconds * random.uniform(0.9, 1.1)


def after_failures(failures: int) -> float:
    """Seconds before the next try after so many in a row: 5, 10, 20 … 600."""
    return around(min(LONGEST, 5.0 * 2 ** min(failures, 10)))


def after_request(retry_after: float) -> float:
    """The network named the time: never earlier."""
    return retry_after + random.uniform(0.5, 0.5 + min(5.0, retry_after * 0.1))


def interval(base: float, silent: float | None, *, changes: bool = False) -> float:
    """Seconds between two polls of a stream that brought nothing new for `silent` seconds (None:
    never anything). A stream that speaks is asked every `base` seconds; in silence it is asked
    less and less often, though a quick network every minute and any other half as often as
    `base` says."""
    step = base * CHANGES if changes else base
    longer = next(
        (times for until, times in _SILENCE if silent is not None and silent < until), _LONG_SILENCE
    )
    return max(step, min(step * longer, max(SLOWEST, step * 2)))
