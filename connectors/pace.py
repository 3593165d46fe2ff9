"""How long to wait. Spread out a little, so that what failed together does not return together."""

from __future__ import annotations

import random

LONGEST = 600.0
# A dead token is looked at again so that one which was only mistaken for dead comes back.
DEAD = 3_600.0


def around(seconds: float) -> float:
    return seconds * random.uniform(0.9, 1.1)


def after_failures(failures: int) -> float:
    """Seconds before the next try after so many in a row: 5, 10, 20 … 600."""
    return around(min(LONGEST, 5.0 * 2 ** min(failures, 10)))


def after_request(retry_after: float) -> float:
    """The network named the time: never earlier."""
    return retry_after * random.uniform(1.0, 1.1) + 0.5
