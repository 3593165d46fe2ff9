from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class AuditEntry(TenantModel):
    """A change of settings, people or rights: who, what, when. Holds ids and names of settings."""

    member = TenantForeignKey("core.Member", null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # The audit page: newest first.
            models.Index(fields=["organisation", "-at"], name="core_audit_newest"),
        ]
