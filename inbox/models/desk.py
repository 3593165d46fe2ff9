"""What people put on the desk for themselves and each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel
from inbox.models.messages import Visibility


class Pen(models.TextChoices):
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Note")


class Draft(TenantModel):
    """What a member has begun to write in a case. Deleted when it is sent or emptied."""

    member = TenantForeignKey("core.Member", related_name="+")
    case = TenantForeignKey("inbox.Case", related_name="drafts")
    pen = models.CharField(max_length=5, choices=Pen)
    text = models.TextField()
    visibility = models.CharField(max_length=8, choices=Visibility, blank=True, default="")
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            # Case page: the member's own drafts of this case.
            models.UniqueConstraint(
                fields=["organisation", "member", "case", "pen"], name="inbox_draft_once"
            )
        ]


class Watch(TenantModel):
    """A member who wants to hear of a case that is not theirs."""

    member = TenantForeignKey("core.Member", related_name="+")
    case = TenantForeignKey("inbox.Case", related_name="watches")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            # Whoever must be told of a case.
            models.UniqueConstraint(
                fields=["organisation", "case", "member"], name="inbox_watch_once"
            )
        ]


class NoticeKind(models.TextChoices):
    MENTION = "mention", _("Mentioned you")
    ASSIGNED = "assigned", _("Gave you a case")
    CAME_BACK = "came_back", _("Sent your case back")
    CUSTOMER_WROTE = "customer_wrote", _("Your customer wrote while the case is elsewhere")
    WATCHED = "watched", _("Something happened in a case you watch")
    WOKEN = "woken", _("A snoozed case woke up")
    SEND_FAILED = "send_failed", _("A reply of yours did not arrive")
    REPLY_STOPPED = "reply_stopped", _("Your planned reply did not leave: the customer wrote first")
    SOON_LATE = "soon_late", _("A case of yours is soon late")
    LATE = "late", _("A case of yours is late")
    TEAM_LATE = "team_late", _("A case of a team that you lead is late")
    PROBLEM_NEWS = "problem_news", _("News of a known problem of your case")


class Notice(TenantModel):
    """Something that a member should know of; holds no text of the case."""

    member = TenantForeignKey("core.Member", related_name="+")
    kind = models.CharField(max_length=14, choices=NoticeKind)
    case = TenantForeignKey("inbox.Case", related_name="+")
    note = TenantForeignKey("inbox.Note", null=True, related_name="+")
    # Who caused it; null: the network, a rule, the clock.
    actor = TenantForeignKey("core.Member", null=True, related_name="+")
    # Not one case but many at once: `case` is the first of them.
    bulk = TenantForeignKey("inbox.BulkJob", null=True, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            # The list of notices, and the place "mentions": newest first.
            models.Index(fields=["organisation", "member", "-at"], name="inbox_notice_newest"),
            # The count beside the bell.
            models.Index(
                fields=["organisation", "member"],
                condition=models.Q(read_at__isnull=True),
                name="inbox_notice_unread",
            ),
        ]


class SavedView(TenantModel):
    """A filter with a name. Of a member, of a team, or, with neither, of the organisation."""

    name = models.CharField(max_length=80)
    member = TenantForeignKey("core.Member", null=True, related_name="+")
    team = TenantForeignKey("routing.Team", null=True, related_name="+")
    # Groups of conditions: any group whose conditions all hold. See `inbox.selectors.conditions`.
    groups = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=20, default="due")
    position = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        indexes = [
            # Rail: the views that a member may see.
            models.Index(fields=["organisation", "position"], name="inbox_savedview_rail"),
        ]
