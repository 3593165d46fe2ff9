from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class MarkKind(models.TextChoices):
    OUTAGE = "outage", _("Outage")
    POLICY = "policy", _("Change of policy")
    CAMPAIGN = "campaign", _("Campaign or press")
    OTHER = "other", _("Other")


class TimeMark(TenantModel):
    """Something that explains figures: it is put on the time axes of reports."""

    kind = models.CharField(max_length=8, choices=MarkKind)
    at = models.DateTimeField()
    label = models.CharField(max_length=120)
    member = TenantForeignKey("core.Member", related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # Every report: the marks of its period.
            models.Index(fields=["organisation", "at"], name="reporting_timemark_at"),
        ]

    def __str__(self) -> str:
        return self.label
