from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Brand(TenantModel):
    """A face of the organisation. Small organisations have one and never see the word."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, db_index=False)
    # Put under a reply, "{initials}" filled in: "^{initials}". Empty: no signature.
    signature_style = models.CharField(max_length=60, blank=True, default="")
    # Put before the first reply of a case, variables filled in. Empty: no greeting.
    greeting = models.CharField(max_length=200, blank=True, default="")
    # How customers are asked in public to write in private; empty: the product's own words.
    private_invitation = models.CharField(max_length=240, blank=True, default="", db_default="")
    # The last public word on a complaint that was solved in private; empty: the product's own.
    public_close = models.CharField(max_length=240, blank=True, default="", db_default="")
    # When somebody works for it; null: the organisation's default calendar.
    calendar = TenantForeignKey("routing.Calendar", null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="routing_brand_slug")
        ]

    def __str__(self) -> str:
        return self.name


class BrandSight(TenantModel):
    """A member with such rows sees only the cases of these brands; with none, of all brands."""

    member = TenantForeignKey("core.Member", related_name="brand_sights")
    brand = TenantForeignKey("routing.Brand", related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            # Read by `visible_to` for each request.
            models.UniqueConstraint(
                fields=["organisation", "member", "brand"], name="routing_brandsight_once"
            )
        ]
