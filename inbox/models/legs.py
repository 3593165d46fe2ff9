from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Leg(TenantModel):
    """One stay of a case with a team and an assignee."""

    case = TenantForeignKey("inbox.Case", related_name="legs")
    team = TenantForeignKey("routing.Team", related_name="+")
    line = TenantForeignKey("routing.Line", related_name="+")
    assignee = TenantForeignKey("core.Member", null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Why it was given back without an answer.
    reason = TenantForeignKey("routing.ReturnReason", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            # A case is in one place.
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=models.Q(ended_at__isnull=True),
                name="inbox_leg_one_open",
            )
        ]
        indexes = [
            # Return of a hand-over: who had the case on that team last. Also the case page.
            models.Index(fields=["organisation", "case", "started_at"], name="inbox_leg_of_case"),
        ]
