from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Event(TenantModel):
    """An immutable fact about a case: ids, enums and figures, never text.

    `at` is when it happened (the network's time for messages), `recorded_at` when we wrote it.
    """

    case = TenantForeignKey("inbox.Case", related_name="events")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    # Who: exactly one of these, or none for the system itself.
    member = TenantForeignKey("core.Member", null=True, related_name="+")
    rule = TenantForeignKey("routing.Rule", null=True, related_name="+")
    data = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        indexes = [
            # Case page, and the fold of a case's history.
            models.Index(fields=["organisation", "case", "at", "id"], name="inbox_event_of_case"),
            # Touch time: until when a member has told of theirs.
            models.Index(
                fields=["organisation", "member", "at"],
                condition=models.Q(kind="touched"),
                name="inbox_event_touched",
            ),
        ]
