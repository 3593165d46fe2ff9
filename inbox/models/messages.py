from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.tenancy.models import TenantForeignKey, TenantModel


class Direction(models.TextChoices):
    IN = "in", _("From the customer")
    OUT = "out", _("From the brand")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")


class MessageKind(models.TextChoices):
    POST = "post", _("Post")
    PRIVATE = "private", _("Private message")


class Thread(TenantModel):
    """Messages tied by reply links, or one private conversation."""

    channel = TenantForeignKey("inbox.Channel", related_name="+")
    # The network's key of a private conversation; null for public threads.
    conversation = models.CharField(max_length=300, null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # Ingest: the thread of a private message.
            models.UniqueConstraint(
                fields=["organisation", "channel", "conversation"], name="inbox_thread_conversation"
            )
        ]


class ThreadSeat(TenantModel):
    """The case in which a customer's part of a thread is handled: one customer, one case."""

    thread = TenantForeignKey("inbox.Thread", related_name="+")
    customer = TenantForeignKey("inbox.Customer", related_name="+")
    case = TenantForeignKey("inbox.Case", related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            # Ingest: the seats of a page's threads.
            models.UniqueConstraint(
                fields=["organisation", "thread", "customer"], name="inbox_threadseat_once"
            )
        ]
        indexes = [
            # Ingest: the seats to move when cases are merged.
            models.Index(fields=["organisation", "case"], name="inbox_threadseat_case"),
        ]


class Message(TenantModel):
    """One public post or private message, inbound or outbound."""

    # Null for a post of the brand that answers no customer (the post customers answer to).
    case = TenantForeignKey("inbox.Case", null=True, related_name="messages")
    channel = TenantForeignKey("inbox.Channel", related_name="+")
    thread = TenantForeignKey("inbox.Thread", related_name="+")
    kind = models.CharField(max_length=8, choices=MessageKind)
    # The network's id; null for a reply of ours that the network has not accepted yet.
    external_id = models.CharField(max_length=300, null=True)
    parent_external_id = models.CharField(max_length=300, null=True)
    direction = models.CharField(max_length=3, choices=Direction)
    visibility = models.CharField(max_length=8, choices=Visibility)
    # Author on the network: the customer's account. Null for the brand's messages.
    identity = TenantForeignKey("inbox.Identity", null=True, related_name="+")
    # Who of us wrote it; null for a native reply (written outside Care) and for inbound.
    member = TenantForeignKey("core.Member", null=True, related_name="+")
    text = models.TextField()
    # The network's time; for a reply of ours the click's time until the network accepts it.
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    url = models.CharField(max_length=500, blank=True, default="")
    # Shown, but asks for no answer: a closing ("thanks!"), or what a rule judged to be noise.
    quiet = models.BooleanField(default=False)
    # A reply that says "we are looking into it": an answer, but not yet a useful one.
    acknowledges = models.BooleanField(default=False, db_default=False)
    # On the network. What was written before an edit stands in MessageVersion; of a deleted message
    # only this sign stays, its text and its versions go.
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            # Ingest: nothing is stored twice. Also finds parents.
            models.UniqueConstraint(
                fields=["organisation", "channel", "kind", "external_id"],
                name="inbox_message_external",
            )
        ]
        indexes = [
            # Case page: the timeline.
            models.Index(fields=["organisation", "case", "sent_at"], name="inbox_message_timeline"),
            # Ingest: children that came before their parent.
            models.Index(
                fields=["organisation", "channel", "parent_external_id"],
                condition=models.Q(parent_external_id__isnull=False),
                name="inbox_message_parent",
            ),
            # Ingest: messages to move when threads turn out to be one.
            models.Index(fields=["organisation", "thread"], name="inbox_message_thread"),
            # Ingest: the customer's neighbouring messages within the window.
            models.Index(
                fields=["organisation", "channel", "identity", "sent_at"],
                condition=models.Q(direction="in"),
                name="inbox_message_window",
            ),
        ]


class MessageVersion(TenantModel):
    """What a message said before its author changed it."""

    message = TenantForeignKey("inbox.Message", related_name="versions")
    text = models.TextField()
    # Until then it said so.
    until = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            # Case page: the history of the messages shown.
            models.Index(fields=["organisation", "message", "until"], name="inbox_version_of"),
        ]


class SendState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Not known")
    # Taken back or given up by a person; never on the network as far as anybody knows.
    DISCARDED = "discarded", _("Discarded")


class Outbox(TenantModel):
    """A reply on its way to a network. Claimed by lease; the attempt is written before the call."""

    message = TenantForeignKey("inbox.Message", related_name="outbox_rows")
    channel = TenantForeignKey("inbox.Channel", related_name="+")
    state = models.CharField(max_length=9, choices=SendState, default=SendState.QUEUED)
    idempotency_key = models.CharField(max_length=64)
    attempts = models.PositiveIntegerField(default=0)
    attempt_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    last_error = models.CharField(max_length=400, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    # Until then a public post can be taken back; nothing is sent before.
    undo_until = models.DateTimeField(null=True)
    # Written to leave at that time; the customer's next message stops it.
    scheduled_for = models.DateTimeField(null=True)
    # When a person last sent it again: what it had waited before that no longer counts.
    again_at = models.DateTimeField(null=True)
    # While its outcome is unknown: when to look for it on the network again, how many complete
    # looks found nothing, and whether it was sent anew because of that.
    look_at = models.DateTimeField(null=True)
    looks = models.PositiveIntegerField(default=0)
    sent_anew = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            # The click: the same key twice is the same reply.
            models.UniqueConstraint(
                fields=["organisation", "idempotency_key"], name="inbox_outbox_key"
            ),
            models.UniqueConstraint(
                fields=["organisation", "message"], name="inbox_outbox_message"
            ),
        ]
        indexes = [
            # care_dispatch: replies due now, of all organisations.
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(next_attempt_at__isnull=False),
                name="inbox_outbox_due",
            ),
            # care_dispatch: replies of unknown outcome to be looked for now.
            models.Index(
                fields=["look_at"],
                condition=models.Q(look_at__isnull=False),
                name="inbox_outbox_look",
            ),
            # Ingest: replies written for later, that a message of the customer stops.
            models.Index(
                fields=["organisation", "message"],
                condition=models.Q(state="queued", scheduled_for__isnull=False),
                name="inbox_outbox_scheduled",
            ),
            # Page of what is stuck: replies that a person must decide on.
            models.Index(
                fields=["organisation", "id"],
                condition=models.Q(state__in=("failed", "unknown")),
                name="inbox_outbox_stuck",
            ),
            # Ingest: our own posts in flight on a channel, against which echoes are held.
            models.Index(
                fields=["organisation", "channel"],
                condition=models.Q(state__in=("sending", "unknown")),
                name="inbox_outbox_in_flight",
            ),
        ]
