from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import models

from care.core.secrets import seal, unseal
from care.core.tenancy.models import TenantForeignKey, TenantModel


class Account(TenantModel):
    """How to reach a channel's account on its network."""

    channel = TenantForeignKey("inbox.Channel", related_name="+")
    # Empty: where the adapter says that its network is.
    base_url = models.CharField(max_length=300, blank=True, default="")
    # JSON of strings, sealed; see care.core.secrets.
    credentials = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    renewed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "channel"], name="connectors_account_once"
            )
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    def open_credentials(self) -> dict[str, str]:
        """Raises CareError when no key opens them."""
        opened: dict[str, str] = json.loads(unseal(self.credentials))
        return opened


def sealed(credentials: Mapping[str, str]) -> str:
    return seal(json.dumps(dict(credentials)))
