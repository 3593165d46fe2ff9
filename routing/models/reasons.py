from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantModel


class ReturnDoes(models.TextChoices):
    NOTHING = "nothing", _("Nothing more")
    ASKS = "asks", _("It asks the customer something")
    PROBLEM = "problem", _("It names the known problem")


class ReturnReason(TenantModel):
    """Why a further line gives a case back without an answer. Legs and events name its id, so that
    returns can be counted by reason."""

    name = models.CharField(max_length=80)
    does = models.CharField(max_length=8, choices=ReturnDoes, default=ReturnDoes.NOTHING)
    # Of one that asks: what stands in first line's composer, unless another question is written.
    question = models.TextField(blank=True, default="")
    # Whoever gives it must say more.
    needs_words = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    # Offered no more; what was returned for it is still counted by it.
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # The hand-over sheet: the reasons in their order.
            models.Index(fields=["organisation", "position"], name="routing_returnreason_order")
        ]

    def __str__(self) -> str:
        return self.name
