from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class ClockKind(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    OWNERSHIP = "ownership", _("Time on the line")


class Clock(TenantModel):
    """A running target on a case. Made at event time; paused by states; ticked by claim.

    While it runs, `due_at` is set and `paused_at` is null; while paused the other way round; once
    `ended_at` is set it has ended, met if that was not after the due time.
    """

    case = TenantForeignKey("inbox.Case", related_name="clocks")
    kind = models.CharField(max_length=16, choices=ClockKind)
    line = TenantForeignKey("routing.Line", null=True, related_name="+")
    target_seconds = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.FloatField(default=0)
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    # When it was told that little time is left.
    warned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Ended because the target no longer applied (dismissed, merged, waiting by hand).
    void = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case", "kind"],
                condition=models.Q(ended_at__isnull=True),
                name="inbox_clock_one_running",
            )
        ]
        indexes = [
            # care_dispatch: clocks that have just run out and were not told yet.
            models.Index(
                fields=["due_at"],
                condition=models.Q(
                    due_at__isnull=False, breached_at__isnull=True, ended_at__isnull=True
                ),
                name="inbox_clock_due",
            ),
            # Case page: all clocks of the case.
            models.Index(fields=["organisation", "case"], name="inbox_clock_of_case"),
        ]


class TimerKind(models.TextChoices):
    WAKE = "wake", _("Snooze ends")
    RELEASE = "release", _("Kept for its owner no longer")


class Timer(TenantModel):
    """Something to do with a case at a time. Replaced, not edited; at most one of a kind."""

    case = TenantForeignKey("inbox.Case", related_name="timers")
    kind = models.CharField(max_length=10, choices=TimerKind)
    due_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case", "kind"], name="inbox_timer_one_of_a_kind"
            )
        ]
        indexes = [
            # care_dispatch: timers due now, of all organisations.
            models.Index(fields=["due_at"], name="inbox_timer_due"),
        ]
