"""Hours in which somebody wants no sound and no mail. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def is_quiet(at: datetime, since: time | None, until: time | None) -> bool:
    """`at` by the clock of whoever wants quiet. The hours may go over midnight; the first minute
    is quiet, the last one is not."""
    if since is None or until is None:
        return False
    now = at.time()
    if since <= until:
        return since <= now < until
    return now >= since or now < until


def quiet_ends(at: datetime, since: time | None, until: time | None) -> datetime | None:
    """The moment at which the quiet of `at` is over; None where it is not quiet then."""
    if until is None or not is_quiet(at, since, until):
        return None
    ends = at.replace(
        hour=until.hour, minute=until.minute, second=until.second, microsecond=until.microsecond
    )
    return ends if ends > at else ends + timedelta(days=1)
