from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Health(models.TextChoices):
    OK = "ok", _("Working")
    ATTENTION = "attention", _("Needs attention")
    DEAD = "dead", _("Disconnected")


class Channel(TenantModel):
    """One connected account on a network."""

    brand = TenantForeignKey("routing.Brand", related_name="channels")
    network = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    handle = models.CharField(max_length=200)
    # The account's own id on its network: who "we" are among the authors.
    account_id = models.CharField(max_length=200)
    health = models.CharField(max_length=12, choices=Health, default=Health.OK)
    health_note = models.CharField(max_length=400, blank=True, default="")
    # What was written up to then is history: it arrives resolved, unclocked and silent. Null: there
    # is none, everything that arrives is work.
    history_until = models.DateTimeField(null=True)
    # Characters a message may have, by visibility, where this server allows others than its network
    # usually does.
    limits = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    # By a person, who does not want it to be used; null while it is connected, even if its access
    # is gone.
    disconnected_at = models.DateTimeField(null=True)
    # Of a channel without streams whose access is gone: when to see whether it works again, and how
    # often that was done in vain.
    check_at = models.DateTimeField(null=True)
    checks = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "network", "account_id"], name="inbox_channel_account"
            )
        ]
        indexes = [
            # care_dispatch: channels to be checked now.
            models.Index(
                fields=["check_at"],
                condition=models.Q(check_at__isnull=False),
                name="inbox_channel_check",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StreamKind(models.TextChoices):
    MENTIONS = "mentions", _("Mentions")
    PRIVATE = "private", _("Private messages")
    CHANGES = "changes", _("Edits and deletions")


class Stream(TenantModel):
    """channel × mentions / private / changes: one walk, one cursor, polled by whoever claims it."""

    channel = TenantForeignKey("inbox.Channel", related_name="streams")
    kind = models.CharField(max_length=12, choices=StreamKind)
    # The adapter's own JSON for the whole walk; null before the first.
    cursor = models.JSONField(null=True)
    next_poll_at = models.DateTimeField(auto_now_add=True)
    leased_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=400, blank=True, default="")
    polled_at = models.DateTimeField(null=True)
    # When it last brought something new: a stream that stays silent is asked less often.
    last_new_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "channel", "kind"], name="inbox_stream_once"
            )
        ]
        indexes = [
            # care_dispatch: due streams of all organisations, longest waiting first.
            models.Index(fields=["next_poll_at"], name="inbox_stream_due"),
        ]


class ChangeKind(models.TextChoices):
    EDITED = "edited", _("Edited")
    DELETED = "deleted", _("Deleted")


class EarlyChange(TenantModel):
    """An edit or deletion that was heard of before the message itself; applied when that comes. Of
    a message either all its edits, or its deletion alone."""

    channel = TenantForeignKey("inbox.Channel", related_name="+")
    kind = models.CharField(max_length=8)
    external_id = models.CharField(max_length=300)
    what = models.CharField(max_length=8, choices=ChangeKind)
    text = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            # Ingest: the changes that wait for a page's items; none is kept twice.
            models.UniqueConstraint(
                fields=["organisation", "channel", "kind", "external_id", "at"],
                name="inbox_earlychange_each",
            )
        ]


class ParkedItem(TenantModel):
    """An item that could not be stored, kept with its reason so that nothing is lost unseen."""

    channel = TenantForeignKey("inbox.Channel", related_name="+")
    kind = models.CharField(max_length=12)
    external_id = models.CharField(max_length=300)
    item = models.JSONField()
    reason = models.CharField(max_length=400)
    tries = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "channel", "kind", "external_id"], name="inbox_parked_once"
            )
        ]
