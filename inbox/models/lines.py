"""What goes between the lines with a case: an answer to confirm, and what was checked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class ProposalKind(models.TextChoices):
    # First line wrote an answer, and asks whether it is right.
    DRAFT = "draft", _("Draft answer")
    # A further line says what the customer must be asked.
    QUESTION = "question", _("Question for the customer")


class Proposal(TenantModel):
    """Words for the customer that went with a hand-over. They stand in first line's composer when
    the case is back, until something is sent."""

    case = TenantForeignKey("inbox.Case", related_name="proposals")
    kind = models.CharField(max_length=8, choices=ProposalKind)
    member = TenantForeignKey("core.Member", related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    # Of a draft: who confirmed it, and as what; another text than the first line's is said so.
    confirmed_by = TenantForeignKey("core.Member", null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_text = models.TextField(blank=True, default="")
    # Sent, thrown away, or replaced by that of the next round.
    settled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # Case page: the words that wait, at most one text of a kind a case.
            models.UniqueConstraint(
                fields=["organisation", "case", "kind"],
                condition=models.Q(settled_at__isnull=True),
                name="inbox_proposal_one",
            )
        ]


class Tick(TenantModel):
    """A step of a topic that somebody has checked in a case."""

    case = TenantForeignKey("inbox.Case", related_name="ticks")
    item = TenantForeignKey("routing.TopicItem", related_name="+")
    member = TenantForeignKey("core.Member", related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            # Case page: the ticks of a case, one a step.
            models.UniqueConstraint(fields=["organisation", "case", "item"], name="inbox_tick_once")
        ]
