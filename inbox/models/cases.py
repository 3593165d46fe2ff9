from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class State(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for the customer")
    SNOOZED = "snoozed", _("Snoozed")
    RESOLVED = "resolved", _("Resolved")
    DISMISSED = "dismissed", _("Dismissed")


class Priority(models.TextChoices):
    URGENT = "urgent", _("Urgent")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


class Actionability(models.TextChoices):
    MUST_ANSWER = "must_answer", _("Must answer")
    WORTH_ANSWERING = "worth_answering", _("Worth answering")
    OPTIONAL = "optional", _("Optional")
    NOISE = "noise", _("Noise")


# Cases that somebody still has in mind; every queue lists only these.
UNSETTLED = (State.OPEN, State.WAITING, State.SNOOZED)


class Case(TenantModel):
    """What a customer wants solved; holds public and private messages."""

    brand = TenantForeignKey("routing.Brand", related_name="+")
    channel = TenantForeignKey("inbox.Channel", related_name="+")
    customer = TenantForeignKey("inbox.Customer", related_name="cases")
    team = TenantForeignKey("routing.Team", related_name="+")
    # Speaks to the customer until the case is resolved.
    owner = TenantForeignKey("core.Member", null=True, blank=True, related_name="+")
    # Works on it now; on second line another person than the owner.
    assignee = TenantForeignKey("core.Member", null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.NORMAL)
    actionability = models.CharField(
        max_length=16, choices=Actionability, default=Actionability.MUST_ANSWER
    )
    opened_at = models.DateTimeField()
    # First look by a member; "new" is open and never looked at.
    looked_at = models.DateTimeField(null=True)
    # First act by a member. A case that a person acted in is never merged away.
    acted_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(null=True)
    # The oldest inbound message that no human reply came after.
    unanswered_since = models.DateTimeField(null=True)
    # Nearest running clock, for the order and the chip of the list. Kept by `inbox.clocks`.
    due_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    # Until then a case that came back is kept for its assignee.
    kept_until = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    # Last resolve or dismissal: what came before is dealt with and measured; a reopened case is
    # measured from here.
    settled_at = models.DateTimeField(null=True)
    # The customer said thanks after it was resolved.
    thanked_at = models.DateTimeField(null=True)
    merged_into = TenantForeignKey("inbox.Case", null=True, related_name="+")
    # First characters of the newest message, so that the list joins no messages.
    # By the slug of a CustomField of cases.
    fields = models.JSONField(null=True)
    # Somebody marked it: something of ours made this harder than it had to be.
    friction_at = models.DateTimeField(null=True)
    # The customer was asked to write in private, and has not yet.
    asked_private_at = models.DateTimeField(null=True)
    snippet = models.CharField(max_length=200, blank=True, default="")
    last_visibility = models.CharField(max_length=8, default="public")
    # Of the customer's newest message that speaks one clearly, as `routing.engine.language_of`
    # names it; empty: none did.
    language = models.CharField(max_length=8, blank=True, default="", db_default="")

    class Meta(TenantModel.Meta):
        indexes = [
            # Queue page: unsettled cases of a team by state, nearest due first.
            models.Index(
                fields=["organisation", "team", "state", "due_at", "id"],
                condition=models.Q(state__in=UNSETTLED, merged_into__isnull=True),
                name="inbox_case_queue",
            ),
            # My cases: works on it now.
            models.Index(
                fields=["organisation", "assignee", "state"],
                condition=models.Q(state__in=UNSETTLED, merged_into__isnull=True),
                name="inbox_case_assignee",
            ),
            # With second line: I own it, somebody else has it.
            models.Index(
                fields=["organisation", "owner", "state"],
                condition=models.Q(state__in=UNSETTLED, merged_into__isnull=True),
                name="inbox_case_owner",
            ),
            # Resolved view, newest first.
            models.Index(
                fields=["organisation", "-resolved_at"],
                condition=models.Q(resolved_at__isnull=False, merged_into__isnull=True),
                name="inbox_case_resolved",
            ),
            # Case page: the customer's other cases.
            models.Index(
                fields=["organisation", "customer", "-opened_at"], name="inbox_case_customer"
            ),
        ]


class CaseLink(TenantModel):
    """Two cases of one customer that belong together, but in both of which a person acted."""

    case = TenantForeignKey("inbox.Case", related_name="links")
    other = TenantForeignKey("inbox.Case", related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case", "other"], name="inbox_caselink_once"
            )
        ]
