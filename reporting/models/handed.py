"""What members keep of reports: by name, by mail, and as files."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class SavedReport(TenantModel):
    """A report with its period, filters and grouping, under a name."""

    member = TenantForeignKey("core.Member", related_name="+")
    name = models.CharField(max_length=80)
    report = models.CharField(max_length=30)
    query = models.CharField(max_length=2000, blank=True, default="")
    # Everybody who may read reports finds it in the list; only its owner changes it.
    shared = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            # The list of one's own, and that no name stands there twice.
            models.UniqueConstraint(
                fields=["organisation", "member", "name"], name="reporting_savedreport_name"
            )
        ]


class Rhythm(models.TextChoices):
    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month, on the first")


class Schedule(TenantModel):
    """A saved report that is mailed. Times are those of the organisation's zone."""

    saved = TenantForeignKey("reporting.SavedReport", related_name="schedules")
    rhythm = models.CharField(max_length=5, choices=Rhythm)
    # Monday is 0; only of a weekly one.
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "saved"], name="reporting_schedule_once"
            )
        ]
        indexes = [
            # care_dispatch: reports to be mailed now, of all organisations.
            models.Index(fields=["due_at"], name="reporting_schedule_due"),
        ]


class ScheduledFor(TenantModel):
    """Who gets it. Each gets what they may see, and nothing while they may not read reports."""

    schedule = TenantForeignKey("reporting.Schedule", related_name="readers")
    member = TenantForeignKey("core.Member", related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "schedule", "member"], name="reporting_scheduledfor_once"
            )
        ]


class Form(models.TextChoices):
    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel")


class Making(models.TextChoices):
    WAITING = "waiting", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class Export(TenantModel):
    """A file that a member asked for; a worker writes it with the member's eyes."""

    member = TenantForeignKey("core.Member", related_name="+")
    report = models.CharField(max_length=30)
    query = models.CharField(max_length=2000, blank=True, default="")
    # Of a report as CSV: which of its tables; empty: the first.
    section = models.CharField(max_length=40, blank=True, default="")
    form = models.CharField(max_length=4, choices=Form)
    state = models.CharField(max_length=7, choices=Making, default=Making.WAITING)
    at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=120)
    # Where the file lies; empty while there is none.
    stored = models.CharField(max_length=200, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    # Set while it has to be written: when a worker may take it. One that has it moves this to the
    # end of its lease.
    due_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # care_dispatch: files to be written, of all organisations.
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="reporting_export_due",
            ),
            # The member's list of files; and those that are old.
            models.Index(fields=["organisation", "member", "at"], name="reporting_export_of"),
        ]
