from __future__ import annotations

from django.db import models

from reporting.models.dims import OfCase, once


class LegFact(OfCase):
    """One stay of a case with a team and an assignee."""

    class EndedBy(models.TextChoices):
        # To another team, or anew to the same one.
        MOVED = "moved"
        ASSIGNED = "assigned"
        SETTLED = "settled"
        GOES_ON = ""

    number = models.IntegerField()
    team_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    line_number = models.IntegerField()
    assignee_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Null while it goes on.
    seconds = models.IntegerField(null=True)
    business_seconds = models.IntegerField(null=True)
    # The part of it in which the case was open.
    open_seconds = models.IntegerField(null=True)
    open_business = models.IntegerField(null=True)
    touch_seconds = models.IntegerField()
    ended_by = models.CharField(max_length=8, choices=EndedBy, blank=True, default="")
    # It was given back without an answer, and why.
    return_reason_id = models.BigIntegerField(null=True)
    # A person took the move back: it counts nowhere.
    undone = models.BooleanField()
    # The tag whose route brought the case here.
    by_tag_id = models.BigIntegerField(null=True)

    class Meta(OfCase.Meta):
        constraints = once("reporting_legfact_once")
        indexes = [
            # Lines and teams by the day a case came to them.
            models.Index(fields=["organisation", "started_at"], name="reporting_legfact_began"),
            # Queue, held and ownership time by the day a leg ended.
            models.Index(
                fields=["organisation", "ended_at"],
                condition=models.Q(ended_at__isnull=False),
                name="reporting_legfact_ended",
            ),
        ]
