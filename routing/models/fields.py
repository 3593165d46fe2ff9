from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantModel


class FieldOf(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    CASE = "case", _("Case")


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    CHOICE = "choice", _("Choice")
    DAY = "day", _("Day")
    YES_NO = "yes_no", _("Yes or no")


class CustomField(TenantModel):
    """Something an organisation wants to know of its customers or cases. Values stand under its
    slug in `Customer.fields` and `Case.fields`."""

    of = models.CharField(max_length=8, choices=FieldOf)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, db_index=False)
    kind = models.CharField(max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    # Of a choice: the words to choose from, in order.
    choices = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    # Asked for no more; what was written stays.
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "of", "slug"], name="routing_customfield_slug"
            )
        ]

    def __str__(self) -> str:
        return self.name
