from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class CannedAnswer(TenantModel):
    """A text for replies, with variables, and what else happens when it is used (then it is a
    macro). Of a member, of a team, or, with neither, of the whole organisation."""

    name = models.CharField(max_length=120)
    # Typed after "/" in the composer.
    shortcut = models.SlugField(max_length=60, db_index=False)
    text = models.TextField(blank=True, default="")
    # In the form that `routing.engine.schema` reads; verbs of the desk carry them out.
    actions = models.JSONField(default=list)
    # What it says is "we are looking into it": no answer yet.
    acknowledges = models.BooleanField(default=False)
    # Only for cases of this brand; null: of all.
    brand = TenantForeignKey("routing.Brand", null=True, blank=True, related_name="+")
    team = TenantForeignKey("routing.Team", null=True, blank=True, related_name="+")
    member = TenantForeignKey("core.Member", null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            # The composer: what a member may use. One shortcut for each who may write it.
            models.UniqueConstraint(
                fields=["organisation", "member", "team", "shortcut"],
                nulls_distinct=False,
                name="routing_cannedanswer_shortcut",
            )
        ]

    def __str__(self) -> str:
        return self.name
