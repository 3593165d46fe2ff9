"""What an account may still do on its network, counted for all workers together.

Each call takes its share by one conditional UPDATE in a short transaction of its own, so workers
together take no more than there is, and a share that was taken stays taken whatever becomes of the
page. What the network says wins only downwards within a window: other workers' calls may still be
under way when it counts.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Literal

from django.db import Error, connection
from django.utils import timezone

from care.core.bulk import fetch, run
from care.core.tenancy import organisation_door
from connectors.errors import AdapterError
from connectors.protocol import Access

logger = logging.getLogger(__name__)

Priority = Literal["send", "ingest", "changes", "profiles"]

# The share of a bucket that each leaves to those before it.
RESERVES: dict[Priority, float] = {"send": 0.0, "ingest": 0.2, "changes": 0.35, "profiles": 0.5}
# How long a window is taken to be until the network says when it ends.
WINDOW = timedelta(minutes=15)
# Two answers name the end of one window a little differently when they count from their own now.
SAME_WINDOW = timedelta(seconds=5)

_BUCKET = "organisation_id = %(organisation)s AND account_id = %(account)s AND bucket = %(bucket)s"
_KEY = "organisation_id, account_id, bucket"
_THERE = f"ON CONFLICT ({_KEY})"
_TAKE = f"""
    UPDATE connectors_allowance SET
      remaining = CASE WHEN resets_at <= now() THEN ceiling ELSE remaining END - 1,
      resets_at = CASE WHEN resets_at <= now() THEN now() + %(window)s ELSE resets_at END
    WHERE {_BUCKET} AND (blocked_until IS NULL OR blocked_until <= now())
      AND (remaining IS NULL OR resets_at <= now()
           OR remaining > floor(coalesce(ceiling, 0) * %(reserve)s))
"""
_MAKE = f"""
    INSERT INTO connectors_allowance ({_KEY})
    VALUES (%(organisation)s, %(account)s, %(bucket)s) {_THERE} DO NOTHING
"""
_BLOCK = f"""
    INSERT INTO connectors_allowance AS a ({_KEY}, blocked_until)
    VALUES (%(organisation)s, %(account)s, %(bucket)s, now() + %(wait)s)
    {_THERE} DO UPDATE SET blocked_until = greatest(a.blocked_until, EXCLUDED.blocked_until)
"""
_NOTE = f"""
    INSERT INTO connectors_allowance AS a ({_KEY}, ceiling, remaining, resets_at)
    VALUES (%(organisation)s, %(account)s, %(bucket)s,
            %(ceiling)s, %(remaining)s, coalesce(%(resets)s, now() + %(window)s))
    {_THERE} DO UPDATE SET
      ceiling = coalesce(EXCLUDED.ceiling, a.ceiling),
      remaining = CASE
        WHEN %(resets)s > a.resets_at + %(same)s THEN EXCLUDED.remaining
        ELSE least(a.remaining, EXCLUDED.remaining) END,
      resets_at = coalesce(%(resets)s, a.resets_at, EXCLUDED.resets_at)
"""


class Spent(AdapterError):
    """The network was not asked: it would refuse."""


class SharedMeter:
    """For one account and one purpose. Opens the organisation's door by itself."""

    def __init__(self, organisation_id: int, account_id: int, priority: Priority) -> None:
        self._organisation_id = organisation_id
        self._account_id = account_id
        self._reserve = RESERVES[priority]
        self._asked = ""

    def before(self, bucket: str) -> None:
        self._asked = bucket
        try:
            with organisation_door(self._organisation_id):
                if self._take(bucket):
                    return
                wait = self._wait(bucket)
        except Error as error:
            connection.close_if_unusable_or_obsolete()
            # Nothing has left yet: that must not look like a lost answer.
            raise AdapterError("Care could not count this call and did not make it.") from error
        raise Spent(
            f"The network's limit for this account ({bucket}) is reached;"
            " Care goes on when it allows more.",
            retry_after=wait,
        )

    def after(
        self,
        bucket: str,
        *,
        ceiling: int | None = None,
        remaining: int | None = None,
        resets_at: datetime | None = None,
    ) -> None:
        """Never raises: the call was made, and its answer counts more than its price."""
        if remaining is None or (resets_at is not None and resets_at <= timezone.now()):
            return
        try:
            with organisation_door(self._organisation_id):
                self._note(bucket, ceiling, remaining, resets_at)
        except Error as error:
            connection.close_if_unusable_or_obsolete()
            logger.warning("account %s: not counted, %s", self._account_id, type(error).__name__)

    def block(self, seconds: float) -> None:
        """The network asked us to wait, for the bucket that was asked for last."""
        if not self._asked:
            return
        values = {**self._key(self._asked), "wait": timedelta(seconds=seconds)}
        try:
            with organisation_door(self._organisation_id):
                run(_BLOCK, values)
        except Error as error:
            connection.close_if_unusable_or_obsolete()
            logger.warning("account %s: not blocked, %s", self._account_id, type(error).__name__)

    def _key(self, bucket: str) -> dict[str, object]:
        place = {"organisation": self._organisation_id, "account": self._account_id}
        return {**place, "bucket": bucket[:40]}

    def _take(self, bucket: str) -> bool:
        """A window that is over begins anew with this call. A bucket of which the network never
        spoke is free."""
        values = {**self._key(bucket), "reserve": self._reserve, "window": WINDOW}
        # The third, where another worker has made the row meanwhile.
        return any(run(statement, values) for statement in (_TAKE, _MAKE, _TAKE))

    def _wait(self, bucket: str) -> float:
        """Seconds. Little if another worker has made the row, or its window ended, just now."""
        found = fetch(
            "SELECT extract(epoch FROM greatest(blocked_until,"
            "  CASE WHEN remaining <= floor(coalesce(ceiling, 0) * %(reserve)s) THEN resets_at END)"
            f" - now())::float FROM connectors_allowance WHERE {_BUCKET}",
            {**self._key(bucket), "reserve": self._reserve},
        )
        return max(0.5, found[0][0] or 0.0) if found else 0.5

    def _note(
        self, bucket: str, ceiling: int | None, remaining: int, resets_at: datetime | None
    ) -> None:
        run(
            _NOTE,
            {
                **self._key(bucket),
                "ceiling": ceiling,
                "remaining": remaining,
                "resets": resets_at,
                "window": WINDOW,
                "same": SAME_WINDOW,
            },
        )


def heed(access: Access, error: AdapterError) -> None:
    """What a network's "wait" means for everybody else who wants the same of this account."""
    if isinstance(error, Spent) or error.retry_after is None:
        return
    if isinstance(access.meter, SharedMeter):
        access.meter.block(error.retry_after)
