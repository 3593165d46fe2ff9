"""Files of messages, notes and drafts. The bytes lie in the storage of files; see
`care.core.files`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class FileState(models.TextChoices):
    HERE = "here", _("Here")
    # On the network still; a worker fetches it.
    AWAITED = "awaited", _("Being fetched")
    FAILED = "failed", _("Not fetched")


class Attachment(TenantModel):
    """Belongs to one of message, note and draft. Of a deleted message none stay."""

    message = TenantForeignKey("inbox.Message", null=True, related_name="attachments")
    note = TenantForeignKey("inbox.Note", null=True, related_name="attachments")
    draft = TenantForeignKey("inbox.Draft", null=True, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=7, choices=FileState, default=FileState.HERE)
    # As its sender calls it: shown, and never part of a path.
    name = models.CharField(max_length=200, blank=True, default="")
    # picture, video, audio or file: by its bytes, or until they are here by the network's word.
    kind = models.CharField(max_length=7)
    mime = models.CharField(max_length=80, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    alt = models.TextField(blank=True, default="")
    # As it is seen; null where it is not a picture that can be shown.
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # Names in the storage of files: random, with the organisation's number in front.
    stored = models.CharField(max_length=120, blank=True, default="")
    preview = models.CharField(max_length=120, blank=True, default="")
    uploaded_by = TenantForeignKey("core.Member", null=True, related_name="+")
    # Where the network has it, and which of its channels may ask there.
    remote_url = models.TextField(blank=True, default="")
    fetch_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, note__isnull=True, draft__isnull=True)
                | models.Q(message__isnull=True, note__isnull=False, draft__isnull=True)
                | models.Q(message__isnull=True, note__isnull=True, draft__isnull=False),
                name="inbox_attachment_of_one",
            ),
        ]
        indexes = [
            # Case page: the files of its messages, notes and drafts.
            models.Index(
                fields=["organisation", "message"],
                condition=models.Q(message__isnull=False),
                name="inbox_attachment_message",
            ),
            models.Index(
                fields=["organisation", "note"],
                condition=models.Q(note__isnull=False),
                name="inbox_attachment_note",
            ),
            models.Index(
                fields=["organisation", "draft"],
                condition=models.Q(draft__isnull=False),
                name="inbox_attachment_draft",
            ),
            # care_dispatch: files to fetch now, of all organisations.
            models.Index(
                fields=["fetch_at"],
                condition=models.Q(fetch_at__isnull=False),
                name="inbox_attachment_fetch",
            ),
            # The sweep: which of the stored names are somebody's.
            models.Index(fields=["organisation", "stored"], name="inbox_attachment_stored"),
            models.Index(fields=["organisation", "preview"], name="inbox_attachment_preview"),
        ]
