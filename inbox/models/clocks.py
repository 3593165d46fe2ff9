from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class ClockKind(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    FIRST_USEFUL = "first_useful", _("First useful answer")
    NEXT_RESPONSE = "next_response", _("Next response")
    RESOLUTION = "resolution", _("Resolution")
    OWNERSHIP = "ownership", _("Time on the line")
    # How often we took the word: a count, not a time.
    TURNS = "turns", _("Replies of ours")
    # How long the network still lets an answer through.
    PRIVATE_WINDOW = "private_window", _("Private reply window")
    PUBLIC_WINDOW = "public_window", _("Public reply window")


class Clock(TenantModel):
    """A running target on a case. Made at event time; paused by states; ticked by claim.

    While it runs, `due_at` is set and `paused_at` is null; while paused the other way round; once
    `ended_at` is set it has ended, met if that was not after the due time. `due_at` follows from
    start, target, pauses and calendar, and from nothing else; a calendar that never counts so much
    leaves it null.

    Of a count of turns, `due_at` is the moment of the turn that was one too many.
    """

    case = TenantForeignKey("inbox.Case", related_name="clocks")
    kind = models.CharField(max_length=16, choices=ClockKind)
    line = TenantForeignKey("routing.Line", null=True, related_name="+")
    # Whose target it is; null: a network's.
    policy = TenantForeignKey("routing.SlaPolicy", null=True, related_name="+")
    # Whose hours count; null: every second.
    calendar = TenantForeignKey("routing.Calendar", null=True, related_name="+")
    target_seconds = models.PositiveIntegerField()
    # Of a count of turns: how many are meant to do, and how many there were.
    target_turns = models.PositiveSmallIntegerField(null=True)
    turns = models.PositiveIntegerField(default=0, db_default=0)
    started_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    # The pauses that are over: [[from, until], …].
    pauses = models.JSONField(default=list, db_default=[])
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
    RECOUNT = "recount", _("Its clocks are to be counted anew")


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


class Recount(TenantModel):
    """How far an organisation's running clocks follow its policy. A row each; whoever finds that
    the policy's version went on counts the clocks anew, a batch of cases at a time."""

    # Of `Engagement`: the version that all running clocks were counted by.
    version = models.PositiveIntegerField(default=0)
    # What of that version clocks depend on: most changes of policy change no clock.
    stamp = models.CharField(max_length=64, blank=True, default="")
    # The walk that is going on: what it counts by, and the last case it has done.
    towards = models.CharField(max_length=64, blank=True, default="")
    after_case = models.BigIntegerField(default=0)
    # When to walk once more: somebody may have been writing by the policy before.
    again_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation"], name="inbox_recount_one")]
