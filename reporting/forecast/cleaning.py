"""What in the past was not like other days: left out (outages) or cut down (outliers).

People mark events; these two find what nobody marked. Both compare with a first, rough profile.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from .hours import Hours
from .profile import Profile

# A stretch with less than a fifth of what was due, when at least 20 (times the usual noise) were:
# by chance that happens about once in sixty thousand.
WINDOWS = (3, 6, 12, 24)
QUIET_SHARE = 0.2
LEAST_DUE = 20.0
# An hour may count for its rate and five of its usual deviations.
DEVIATIONS = 5.0


def silences(
    counts: Sequence[int],
    hours: Hours,
    profile: Profile,
    *,
    start: int,
    end: int,
    without: Collection[int],
) -> frozenset[int]:
    came, due = [0.0], [0.0]
    for n in range(start, end):
        used = n not in without
        came.append(came[-1] + (counts[n] if used else 0))
        due.append(due[-1] + (profile.rates[hours.slots[n]] if used else 0.0))
    found: set[int] = set()
    least = LEAST_DUE * profile.noise
    for width in WINDOWS:
        for n in range(len(due) - width):
            expected = due[n + width] - due[n]
            if expected >= least and came[n + width] - came[n] <= QUIET_SHARE * expected:
                found.update(range(start + n, start + n + width))
    return frozenset(found)


def cut_down(counts: Sequence[int], hours: Hours, profile: Profile) -> tuple[float, ...]:
    tops = [rate + DEVIATIONS * math.sqrt(profile.noise * rate) + 2 for rate in profile.rates]
    return tuple(
        min(float(count), tops[slot]) for count, slot in zip(counts, hours.slots, strict=True)
    )
