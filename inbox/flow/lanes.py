"""A channel's lane: whoever writes messages of a channel waits for its turn here.

A child and its parent that arrive at the same time in two workers would otherwise not see each
other, and never be tied. A lane is per channel, so channels do not wait for each other.
"""

from __future__ import annotations

from care.core.bulk import fetch

_SALT = 0x0CA4E


def lock_lane(channel_id: int) -> None:
    """Held until the transaction ends. Take it before any row lock. Channel ids are unique over
    all organisations."""
    fetch("SELECT pg_advisory_xact_lock(%s, %s)", [_SALT, channel_id % 2**31])
