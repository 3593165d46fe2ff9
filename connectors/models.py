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
    # JSON of strings, sealed; see care.core.secrets. Empty: disconnected, and forgotten.
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


class Allowance(TenantModel):
    """What a network still lets an account do, kept for all workers together. A bucket is a name
    that the adapter gives to the calls a network counts together."""

    account = TenantForeignKey("connectors.Account", related_name="allowances")
    bucket = models.CharField(max_length=40)
    # As the network last said; null: it never said.
    ceiling = models.PositiveIntegerField(null=True)
    remaining = models.IntegerField(null=True)
    resets_at = models.DateTimeField(null=True)
    # The network asked us not to call before then.
    blocked_until = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # Every call: the bucket it draws from.
            models.UniqueConstraint(
                fields=["organisation", "account", "bucket"], name="connectors_allowance_once"
            )
        ]


def sealed(credentials: Mapping[str, str]) -> str:
    return seal(json.dumps(dict(credentials)))
