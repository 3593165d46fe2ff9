from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class NotePurpose(models.TextChoices):
    PLAIN = "plain", _("Note")
    HAND_OVER = "hand_over", _("Hand-over")
    RETURN = "return", _("Answer from the other line")


class Note(TenantModel):
    """Internal text on a case. Never reaches a network."""

    case = TenantForeignKey("inbox.Case", related_name="notes")
    member = TenantForeignKey("core.Member", related_name="+")
    purpose = models.CharField(max_length=10, choices=NotePurpose, default=NotePurpose.PLAIN)
    text = models.TextField()
    at = models.DateTimeField()
    # The version of a known problem's note that was written down here.
    problem_entry = TenantForeignKey("inbox.ProblemEntry", null=True, related_name="+")
    # Of the form that it was written in; null where there was none.
    idempotency_key = models.CharField(max_length=64, null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # The click: the same form twice is one note.
            models.UniqueConstraint(
                fields=["organisation", "idempotency_key"], name="inbox_note_key"
            )
        ]
        indexes = [
            # Case page: the timeline.
            models.Index(fields=["organisation", "case", "at"], name="inbox_note_timeline"),
        ]
