from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from care.core.models.floor import Organisation, Person
from care.core.tenancy.models import TenantModel


class MailSecurity(models.TextChoices):
    STARTTLS = "starttls", _("STARTTLS")
    TLS = "tls", _("TLS from the start")
    NONE = "none", _("None, on this machine only")


class MailServer(TenantModel):
    """The server that sends an organisation's mail; without one the installation's own does."""

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, choices=MailSecurity, default=MailSecurity.STARTTLS)
    username = models.CharField(max_length=254, blank=True, default="")
    # Sealed, see `care.core.secrets`; empty: no sign-in.
    password = models.BinaryField(default=bytes)
    sender = models.CharField(max_length=320)

    class Meta(TenantModel.Meta):
        constraints = [
            # Read before a mail is sent.
            models.UniqueConstraint(fields=["organisation"], name="core_mailserver_one")
        ]


class MailState(models.TextChoices):
    QUEUED = "queued", _("On its way")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given_up", _("Given up")


class Mail(models.Model):
    """A mail on its way. A floor table: a new password is asked for before any organisation is
    known. What it says is sealed, and forgotten as soon as the mail is sent or given up."""

    id = models.BigAutoField(primary_key=True)
    # Whose server sends it; null, or one without a server: the installation's.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # What it is for: a word of ours, never a text.
    kind = models.CharField(max_length=20)
    to = models.CharField(max_length=254)
    # Subject and body, see `care.core.secrets`.
    sealed = models.TextField()
    state = models.CharField(max_length=8, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When to try it next; while it is being sent, when its lease is over. Null: nothing to do.
    next_attempt_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    # After that it is of no use to anybody.
    useful_until = models.DateTimeField()
    last_error = models.CharField(max_length=400, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # The worker: mails due now.
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(next_attempt_at__isnull=False),
                name="core_mail_due",
            ),
            # Settings: the newest mails of an organisation.
            models.Index(fields=["organisation", "-id"], name="core_mail_newest"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
