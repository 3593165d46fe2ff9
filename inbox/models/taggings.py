from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Tagging(TenantModel):
    """One application of a tag: who, when, why, undone when. Each application is a row of its own,
    even if the tag was on before: the rounds of a hand-over are counted from these rows."""

    case = TenantForeignKey("inbox.Case", related_name="taggings")
    tag = TenantForeignKey("routing.Tag", related_name="+")
    # One of member / rule says who; neither means a tag route.
    member = TenantForeignKey("core.Member", null=True, related_name="+")
    rule = TenantForeignKey("routing.Rule", null=True, related_name="+")
    why = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = TenantForeignKey("core.Member", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            # Queue page: the tags that are on now. At most one live application a tag.
            models.UniqueConstraint(
                fields=["organisation", "case", "tag"],
                condition=models.Q(undone_at__isnull=True),
                name="inbox_tagging_live",
            )
        ]
        indexes = [
            # Case page: all applications, for the timeline.
            models.Index(fields=["organisation", "case", "at"], name="inbox_tagging_timeline"),
            # Filter of the queue page: cases with this tag now.
            models.Index(
                fields=["organisation", "tag", "case"],
                condition=models.Q(undone_at__isnull=True),
                name="inbox_tagging_by_tag",
            ),
        ]
