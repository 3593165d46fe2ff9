from __future__ import annotations

from django.db import models

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Line(TenantModel):
    """First line, second line, … as many as an organisation wants."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    # Taken out of use; the row stays, because the legs of cases name it.
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="routing_line_number")
        ]

    def __str__(self) -> str:
        return self.name


class Team(TenantModel):
    """People of one line who share a queue."""

    line = TenantForeignKey("routing.Line", related_name="teams")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, db_index=False)
    # The label of its queue, for example "Second-line inbox".
    queue_name = models.CharField(max_length=80)
    # Where a case goes that no rule sends elsewhere. One team an organisation.
    takes_new_cases = models.BooleanField(default=False)
    # Taken out of use; the row stays, because cases and their legs name it. Those that come back go
    # to the team that takes new cases.
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="routing_team_slug"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(takes_new_cases=True),
                name="routing_team_one_front_door",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(TenantModel):
    team = TenantForeignKey("routing.Team", related_name="memberships")
    member = TenantForeignKey("core.Member", related_name="team_memberships")

    class Meta(TenantModel.Meta):
        constraints = [
            # Read by the desk: "the queues of this member".
            models.UniqueConstraint(
                fields=["organisation", "member", "team"], name="routing_teammember_once"
            )
        ]
