from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Tag(TenantModel):
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, db_index=False)
    # One of the design system's tag hues, 0–7.
    colour = models.PositiveSmallIntegerField(default=0)
    # Offered no more; where it is on, it stays on, and is counted.
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="routing_tag_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class TagRoute(TenantModel):
    """A tag that moves a case to a team, and takes off its opposite.

    Nothing in the code knows a tag by name: a third line is two more of these rows.
    """

    tag = TenantForeignKey("routing.Tag", related_name="routes")
    team = TenantForeignKey("routing.Team", related_name="+")
    opposite = TenantForeignKey("routing.Tag", null=True, blank=True, related_name="+")
    # The case goes back to who handed it over, not to the whole team.
    returns = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "tag"], name="routing_tagroute_tag")
        ]
