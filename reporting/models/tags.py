from __future__ import annotations

from django.db import models

from reporting.models.dims import NARROWED, PLACE, OfCase, once


class TagFact(OfCase):
    """One application of a tag."""

    number = models.IntegerField()
    tag_id = models.BigIntegerField()
    on_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    # Who put it on; neither: a tag route, or the system.
    member_id = models.BigIntegerField(null=True)
    rule_id = models.BigIntegerField(null=True)
    # Where the case was before it.
    team_id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    # Of the case.
    opened_at = models.DateTimeField()
    # A person took it back by undo: it counts nowhere.
    undone = models.BooleanField()

    class Meta(OfCase.Meta):
        constraints = once("reporting_tagfact_once")
        indexes = [
            # Tag report: applications by day.
            models.Index(
                fields=["organisation", "on_at"],
                include=["case_id", *NARROWED, *PLACE, "tag_id", "member_id", "rule_id"],
                condition=models.Q(undone=False),
                name="reporting_tagfact_on",
            ),
            # Of one tag.
            models.Index(fields=["organisation", "tag_id", "on_at"], name="reporting_tagfact_of"),
        ]
