from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantModel


class StuckFold(TenantModel):
    """A case that could not be folded: its figures are those of before. The next event of it, or a
    rebuild, tries again."""

    case_id = models.BigIntegerField()
    # The kind of error, and nothing that it says: facts hold no text.
    error = models.CharField(max_length=100)
    tries = models.IntegerField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case_id"], name="reporting_stuck_once")
        ]
