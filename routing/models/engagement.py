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
    """Targets of the clocks of those cases of which all conditions hold. Asked in order; the first
    that holds counts. The default one stands last and has no conditions.

    Seconds are counted in the hours of a calendar; null: no such target.
    """

    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    # In the form that `routing.engine.sla_schema` reads and checks.
    conditions = models.JSONField(default=list)
    # Null: the hours of the case's brand.
    calendar = TenantForeignKey("routing.Calendar", null=True, blank=True, related_name="+")
    first_response_seconds = models.PositiveIntegerField(null=True)
    # Up to the first answer that says more than "we are looking into it".
    first_useful_seconds = models.PositiveIntegerField(null=True)
    next_response_seconds = models.PositiveIntegerField(null=True)
    resolution_seconds = models.PositiveIntegerField(null=True)
    # How many turns of ours a case should take at most.
    turns = models.PositiveSmallIntegerField(null=True)
    # Team leaders are told of a clock that ran out, not only who works on the case.
    tell_leaders = models.BooleanField(default=True)
    # Rises with every change; the audit log says what each of them was.
    version = models.PositiveIntegerField(default=1)
    # Taken out of use; the row stays, because clocks and facts name it.
    removed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(is_default=True),
                name="routing_slapolicy_one_default",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LineTarget(TenantModel):
    """How long a case may stay on a line, in seconds of counted time."""

    line = TenantForeignKey("routing.Line", related_name="targets")
    # Only for cases of this policy; null: for those of a policy that has none of its own.
    policy = TenantForeignKey("routing.SlaPolicy", null=True, blank=True, related_name="lines")
    ownership_seconds = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            # Read by `routing.policy.house`; the page of a policy.
            models.UniqueConstraint(
                fields=["organisation", "line", "policy"],
                nulls_distinct=False,
                name="routing_linetarget_once",
            )
        ]
