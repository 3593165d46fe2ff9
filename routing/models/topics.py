from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Topic(TenantModel):
    """A tag of which it is said what has to be known and checked in a case that has it."""

    tag = TenantForeignKey("routing.Tag", related_name="topics")
    # How the customer is asked for what is missing; the single questions follow. Empty: built in.
    question = models.TextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "tag"], name="routing_topic_tag")
        ]


class TopicItem(TenantModel):
    """Something to collect (then it has a field) or a step to check."""

    topic = TenantForeignKey("routing.Topic", related_name="items")
    field = TenantForeignKey("routing.CustomField", null=True, blank=True, related_name="+")
    # Of a step: what to check. Of a field: how the customer is asked for it; empty: by its name.
    words = models.CharField(max_length=200, blank=True, default="")
    # Without it the case is not handed over.
    needed = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    # Asked for no more; what was ticked stays on record.
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # Case page: the items of its topics, in their order.
            models.Index(
                fields=["organisation", "topic", "position"], name="routing_topicitem_order"
            )
        ]
