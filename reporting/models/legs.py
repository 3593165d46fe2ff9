from __future__ import annotations

from django.db import models

from reporting.models.dims import NARROWED, PLACE, OfCase, once


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
    # It brought the line a case that it did not have: opened, reopened, or from another line.
    came = models.BooleanField(db_default=False)
    # A further line gave it back; and what each leg of that round took, as far as it is known:
    # to the first reply (of first rounds), in the line's queue, in somebody's hands there, in the
    # earlier line's queue, and from then to the answer.
    returned = models.BooleanField(db_default=False)
    acknowledged_seconds = models.IntegerField(null=True)
    acknowledged_business = models.IntegerField(null=True)
    waited_seconds = models.IntegerField(null=True)
    waited_business = models.IntegerField(null=True)
    worked_seconds = models.IntegerField(null=True)
    worked_business = models.IntegerField(null=True)
    back_seconds = models.IntegerField(null=True)
    back_business = models.IntegerField(null=True)
    translated_seconds = models.IntegerField(null=True)

    class Meta(OfCase.Meta):
        constraints = once("reporting_legfact_once")
        indexes = [
            # How cases come to a line, hour by hour, for the page about hiring.
            models.Index(
                fields=["organisation", "line_id", "started_at"],
                include=["brand_id"],
                condition=models.Q(came=True),
                name="reporting_legfact_came",
            ),
            # Lines and teams by the day a case came to them; what a case costs a line, for the
            # page about hiring.
            models.Index(
                fields=["organisation", "started_at"],
                include=[
                    *(*NARROWED, *PLACE, "line_number", "assignee_id", "by_tag_id", "came"),
                    *("case_id", "ended_at", "touch_seconds", "open_business"),
                ],
                condition=models.Q(undone=False),
                name="reporting_legfact_began",
            ),
            # Queue, held and ownership time by the day a leg ended.
            models.Index(
                fields=["organisation", "ended_at"],
                include=[
                    *(*NARROWED, *PLACE, "assignee_id", "touch_seconds"),
                    *("seconds", "business_seconds", "open_seconds", "open_business"),
                ],
                condition=models.Q(undone=False, ended_at__isnull=False),
                name="reporting_legfact_ended",
            ),
            # Rounds by the day a further line gave a case back.
            models.Index(
                fields=["organisation", "ended_at"],
                include=[
                    *("case_id", *NARROWED, *PLACE, "assignee_id", "return_reason_id"),
                    *("acknowledged_seconds", "waited_seconds", "worked_seconds"),
                    *("back_seconds", "translated_seconds"),
                ],
                condition=models.Q(returned=True, ended_at__isnull=False),
                name="reporting_legfact_returned",
            ),
        ]
