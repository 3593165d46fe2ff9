"""Known problems: one fault that many customers report."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class ProblemState(models.TextChoices):
    OPEN = "open", _("Open")
    SOLVED = "solved", _("Solved")


class Problem(TenantModel):
    """A fault that has cases. What second line found out stands here once, for all of them. It is
    the whole organisation's, like a tag; its cases are seen as far as their brands are."""

    title = models.CharField(max_length=120)
    state = models.CharField(max_length=6, choices=ProblemState, default=ProblemState.OPEN)
    keeper = TenantForeignKey("core.Member", related_name="+")
    opened_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    # The newest version of its technical note; none: nothing is known yet.
    note = TenantForeignKey("inbox.ProblemEntry", null=True, related_name="+")
    # What customers may be told once it is solved; with variables, like a canned answer.
    answer = models.TextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes = [
            # The list of problems and the menu of a case: of a state, newest first.
            models.Index(
                fields=["organisation", "state", "-opened_at"], name="inbox_problem_newest"
            )
        ]

    def __str__(self) -> str:
        return self.title


class EntryKind(models.TextChoices):
    OPENED = "opened", _("Opened")
    NOTED = "noted", _("Technical note")
    SOLVED = "solved", _("Solved")
    REOPENED = "reopened", _("Opened again")
    RENAMED = "renamed", _("Renamed")
    KEPT = "kept", _("Given to somebody")


class ProblemEntry(TenantModel):
    """What happened to a problem; written once. Those that are notes are its versions."""

    problem = TenantForeignKey("inbox.Problem", related_name="entries")
    kind = models.CharField(max_length=8, choices=EntryKind)
    member = TenantForeignKey("core.Member", related_name="+")
    at = models.DateTimeField()
    # Of a note: which of the problem's it is, from 1 on.
    version = models.PositiveIntegerField(null=True)
    # The note, the title, the prepared answer, or the name of who keeps it.
    text = models.TextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "problem", "version"], name="inbox_problementry_version"
            )
        ]
        indexes = [
            # The problem's page: its history, newest first.
            models.Index(fields=["organisation", "problem", "-at"], name="inbox_problementry_at")
        ]


class ProblemLink(TenantModel):
    """A case that reports a problem. `due_at` is set while it has to be told of something."""

    problem = TenantForeignKey("inbox.Problem", related_name="links")
    case = TenantForeignKey("inbox.Case", related_name="problem_links")
    member = TenantForeignKey("core.Member", related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = TenantForeignKey("core.Member", null=True, related_name="+")
    # What the case has been told: this version of the note, and in which state the problem is.
    told = TenantForeignKey("inbox.ProblemEntry", null=True, related_name="+")
    told_state = models.CharField(max_length=6, choices=ProblemState, default=ProblemState.OPEN)
    due_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # Case page. A case reports one problem at a time.
            models.UniqueConstraint(
                fields=["organisation", "case"],
                condition=models.Q(undone_at__isnull=True),
                name="inbox_problemlink_one",
            )
        ]
        indexes = [
            # The problem's page: its cases, newest first.
            models.Index(
                fields=["organisation", "problem", "-id"],
                condition=models.Q(undone_at__isnull=True),
                name="inbox_problemlink_cases",
            ),
            # care_dispatch: cases that have to be told, of all organisations.
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="inbox_problemlink_due",
            ),
        ]
