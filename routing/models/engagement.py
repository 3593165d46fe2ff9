"""Rules of engagement, targets and windows."""

from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Engagement(TenantModel):
    """The organisation's windows; one row each. `version` rises with every change of policy, so
    that workers know when to read the policy anew."""

    # A customer who writes again on the same channel within it goes on with the same case.
    case_window_hours = models.PositiveIntegerField(default=72)
    # A resolved case is reopened within it; later a new case begins.
    reopen_window_hours = models.PositiveIntegerField(default=72)
    # How long a case that came back is kept for its owner before the whole team may take it.
    keep_minutes = models.PositiveIntegerField(default=10)
    # How long a public reply waits before it is sent, so that it can be taken back; 0: not at all.
    undo_seconds = models.PositiveIntegerField(default=5)
    # A case is soon late when a clock has less than this left.
    soon_late_minutes = models.PositiveIntegerField(default=30)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="routing_engagement_one")
        ]


class Rule(TenantModel):
    """Conditions → actions, in the form that `routing.engine.schema` reads and checks."""

    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    enabled = models.BooleanField(default=True)
    # Later rules are not asked when this one matched.
    stop = models.BooleanField(default=False)
    conditions = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    # Of `RuleVersion`: which wording judges now.
    version = models.PositiveIntegerField(default=1)
    # Taken out of use; the row stays, because events name it.
    removed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # Read in order by `routing.policy.house`.
            models.UniqueConstraint(
                fields=["organisation", "position"],
                name="routing_rule_position",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class RuleVersion(TenantModel):
    """What a rule said, and who said so; the newest is the rule itself."""

    rule = TenantForeignKey("routing.Rule", related_name="versions")
    version = models.PositiveIntegerField()
    # Null: what an organisation started with.
    member = TenantForeignKey("core.Member", null=True, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=120)
    enabled = models.BooleanField()
    stop = models.BooleanField()
    conditions = models.JSONField()
    actions = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            # The rule's page: its history.
            models.UniqueConstraint(
                fields=["organisation", "rule", "version"], name="routing_ruleversion_once"
            )
        ]


class SlaPolicy(TenantModel):
    """Targets of the customer's clocks, in seconds of wall time."""

    name = models.CharField(max_length=80)
    first_response_seconds = models.PositiveIntegerField(default=3600)
    next_response_seconds = models.PositiveIntegerField(default=7200)
    is_default = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(is_default=True),
                name="routing_slapolicy_one_default",
            )
        ]


class LineTarget(TenantModel):
    """How long a case may stay on a line, in seconds of wall time."""

    line = TenantForeignKey("routing.Line", related_name="targets")
    ownership_seconds = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "line"], name="routing_linetarget_line")
        ]
