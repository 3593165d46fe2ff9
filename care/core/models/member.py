from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantModel


class Role(models.TextChoices):
    AGENT = "agent", _("Agent")
    TEAM_LEADER = "team_leader", _("Team leader")
    ADMIN = "admin", _("Admin")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    ROOMY = "roomy", _("Roomy")
    COMPACT = "compact", _("Compact")


class Member(TenantModel):
    """A person's place in one organisation."""

    # A floor row may be pointed at from inside a wall, never the other way round.
    membership = models.ForeignKey(
        "core.Membership", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    display_name = models.CharField(max_length=200)
    initials = models.CharField(max_length=4)
    role = models.CharField(max_length=20, choices=Role, default=Role.AGENT)
    # On shift. A case that comes back is kept for its owner only while the owner is available.
    available = models.BooleanField(default=True)
    available_since = models.DateTimeField(auto_now_add=True)
    # How the desk looks and calls, as this person wants it here.
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    density = models.CharField(max_length=8, choices=Density, default=Density.ROOMY)
    single_keys = models.BooleanField(default=True)
    sound = models.BooleanField(default=False)
    browser_notices = models.BooleanField(default=False)
    mail_notices = models.BooleanField(default=False)
    # Between these hours, by the organisation's clock, notices make no sound and send no mail.
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    # No mail of notices before that: one was sent just now, or the hours are quiet. Null: at once.
    mail_after = models.DateTimeField(null=True)
    # When they put away what waited for them as their shift began.
    greeted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # care_dispatch: members who may have to be mailed.
            models.Index(
                fields=["mail_after"],
                condition=models.Q(mail_notices=True),
                name="core_member_mail",
            ),
        ]
        constraints = [
            # Read by every request: the place behind a membership.
            models.UniqueConstraint(
                fields=["organisation", "membership"], name="core_member_membership"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def leads(self) -> bool:
        """May see and do what a team leader may."""
        return self.role in {Role.TEAM_LEADER, Role.ADMIN}
