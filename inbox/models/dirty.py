from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantModel


class Dirty(TenantModel):
    """Something happened to the case that reports have not taken in. Written beside the events, a
    row a case each time, so that one which is committed late is found like any other; whoever folds
    the case deletes exactly the rows that it read."""

    # No foreign key: the events beside it have one, and taking in messages pays for each.
    case_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            # Folding a batch: all rows of its cases.
            models.Index(fields=["organisation", "case_id"], name="inbox_dirty_of_case"),
        ]
