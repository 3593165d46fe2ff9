"""One verb on many cases, as a list of cases that is worked off."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class BulkVerb(models.TextChoices):
    TAG = "tag", _("Add a tag")
    UNTAG = "untag", _("Take a tag off")
    ASSIGN = "assign", _("Assign to somebody")
    MOVE = "move", _("Give to a team")
    RELEASE = "release", _("Put back in the queue")
    PRIORITY = "priority", _("Set the priority")
    SNOOZE = "snooze", _("Snooze")
    RESOLVE = "resolve", _("Resolve")
    DISMISS = "dismiss", _("Dismiss")
    UNDO = "undo", _("Undo")


class JobState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    # Whoever asked for it may not any more.
    STOPPED = "stopped", _("Stopped")


class Outcome(models.TextChoices):
    WAITING = "waiting", _("Not done yet")
    DONE = "done", _("Done")
    # The verb said no; `said` has its sentence.
    REFUSED = "refused", _("Refused")
    # There was nothing to do, or somebody changed the case since.
    SKIPPED = "skipped", _("Left as it is")
    UNDONE = "undone", _("Undone")


class BulkJob(TenantModel):
    """What a member asked to be done with many cases. Its items are counted, not its columns."""

    member = TenantForeignKey("core.Member", related_name="+")
    verb = models.CharField(max_length=8, choices=BulkVerb)
    # Ids and enums: {"tag": 3}, {"member": 5}, {"until": "2026-…"}.
    arguments = models.JSONField(default=dict)
    undoes = TenantForeignKey("inbox.BulkJob", null=True, related_name="+")
    idempotency_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    total = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=JobState, default=JobState.RUNNING)
    why = models.CharField(max_length=400, blank=True, default="")
    finished_at = models.DateTimeField(null=True)
    # Until then it stands under the member's list.
    shown_until = models.DateTimeField()
    # Set while there is something to do: when a worker may take it. One that has it moves this to
    # the end of its lease.
    due_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # The same click heard twice is one job.
            models.UniqueConstraint(
                fields=["organisation", "member", "idempotency_key"], name="inbox_bulkjob_once"
            )
        ]
        indexes = [
            # care_dispatch: jobs to go on with, of all organisations.
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="inbox_bulkjob_due",
            ),
            # Every desk page: what the member has running or has just done.
            models.Index(
                fields=["organisation", "member", "shown_until"], name="inbox_bulkjob_shown"
            ),
            # Was it undone?
            models.Index(
                fields=["organisation", "undoes"],
                condition=models.Q(undoes__isnull=False),
                name="inbox_bulkjob_undoes",
            ),
        ]


class BulkItem(TenantModel):
    """A case of a job. The cases are those that matched at the click, not those that match now."""

    job = TenantForeignKey("inbox.BulkJob", related_name="items")
    case = TenantForeignKey("inbox.Case", related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    said = models.CharField(max_length=400, blank=True, default="")
    # What an undo needs: see `inbox.actions.bulk.footprint`.
    trace = models.JSONField(null=True)
    # The case's newest event when it was done: a younger one of somebody else forbids the undo.
    last_event = models.BigIntegerField(null=True)
    # How often the case was in somebody's hands when its turn came.
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            # A case is once in a job; also the way from an undo to what it undoes.
            models.UniqueConstraint(
                fields=["organisation", "job", "case"], name="inbox_bulkitem_once"
            )
        ]
        indexes = [
            # A worker's next cases.
            models.Index(
                fields=["organisation", "job", "tries", "id"],
                condition=models.Q(outcome="waiting"),
                name="inbox_bulkitem_next",
            ),
            # How far a job is.
            models.Index(fields=["organisation", "job", "outcome"], name="inbox_bulkitem_count"),
        ]
