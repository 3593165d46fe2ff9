from __future__ import annotations

from django.db import models

from reporting.models.dims import NARROWED, PLACE, OfCase, once


class ClockFact(OfCase):
    """A target that was met or missed. One that was missed counts from then on, also while it still
    runs (`ended_at` is null); one that no longer applied counts nowhere."""

    number = models.IntegerField()
    kind = models.CharField(max_length=16)
    # Null: the organisation's own target, of no policy.
    policy_id = models.BigIntegerField(null=True)
    line_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField()
    # Whose reply or act ended it; while it runs, whoever had the case when it was missed.
    member_id = models.BigIntegerField(null=True)
    # Of a count of turns: how many are meant to do.
    target_seconds = models.IntegerField()
    started_at = models.DateTimeField()
    # The moment it counts at: when it was missed, else when it ended.
    at = models.DateTimeField()
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What the clock counted: its calendar's time without pauses, or turns.
    seconds = models.IntegerField(null=True)
    met = models.BooleanField()

    class Meta(OfCase.Meta):
        constraints = once("reporting_clockfact_once")
        indexes = [
            # Met and missed by day.
            models.Index(
                fields=["organisation", "at"],
                include=[*NARROWED, *PLACE, "member_id", "kind", "policy_id", "met"],
                name="reporting_clockfact_at",
            ),
        ]
