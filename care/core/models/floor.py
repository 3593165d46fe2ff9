"""Floor tables: what is found before an organisation is known. They hold no customer content."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

# Words that stand at the first place of a path and so cannot name an organisation.
RESERVED_SLUGS = frozenset({"accounts", "api", "healthz", "live", "metrics", "static", "media"})


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> Person:
        person = Person(email=email.strip().lower(), **extra)
        person.set_password(password)
        person.save(force_insert=True)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. What they may do is said by their memberships."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(default=True)
    # Raised by log-out everywhere, disabling and a change of role: ends sessions and streams.
    auth_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        constraints = [
            # Sign-in looks a person up by address, however it was typed.
            models.UniqueConstraint(Lower("email"), name="core_person_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's session fingerprint, with `auth_version` in it: raising it ends all sessions."""
        return salted_hmac(
            "care.core.Person.session",
            f"{self.password}:{self.auth_version}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Organisation(models.Model):
    """A tenant. Only what its pages need before its door is open stands here."""

    id = models.BigAutoField(primary_key=True)
    slug = models.CharField(
        max_length=50,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")],
    )
    name = models.CharField(max_length=200)
    # Name of a zone of the tz database, by which its people read and write times.
    zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_organisation_slug_free",
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """Lets software in. Only a digest is kept: the token itself is shown once."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="api_tokens", db_index=False
    )
    # In whose name it acts; null: in nobody's, it may only push and read.
    membership = models.ForeignKey(
        "core.Membership",
        null=True,
        on_delete=models.PROTECT,
        related_name="api_tokens",
        db_index=False,
    )
    # SHA-256 of the token, hex: it has 256 random bits, so a slow hash would protect nothing more.
    digest = models.CharField(max_length=64, unique=True)
    # First characters, so that people can tell their tokens apart.
    hint = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    # Words separated by spaces, see `care.core.tokens`.
    scopes = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Settings: the tokens of an organisation.
            models.Index(fields=["organisation", "id"], name="core_apitoken_of"),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class Invitation(models.Model):
    """A place that waits for somebody: found by the digest of the link before anybody signed in.

    The place itself (member, role, teams, brands) is made with the invitation and is switched off
    until it is accepted.
    """

    id = models.BigAutoField(primary_key=True)
    membership = models.OneToOneField(
        "core.Membership", on_delete=models.PROTECT, related_name="invitation"
    )
    # SHA-256 of the link's secret, hex. A new link replaces the old one.
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SignIn(models.Model):
    """Somewhere a person is signed in: what they see of their sessions. The session itself is the
    framework's; a row whose session is gone means nothing."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="sign_ins", db_index=False
    )
    session_key = models.CharField(max_length=40, unique=True)
    # What the browser says of itself.
    agent = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # My profile: where I am signed in.
            models.Index(fields=["person", "-at"], name="core_signin_of"),
        ]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"


class Membership(models.Model):
    """That a person has a place in an organisation; the place itself is `Member`."""

    id = models.BigAutoField(primary_key=True)
    # The unique key below answers "this person's place in this organisation".
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", db_index=False
    )
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="core_membership_once")
        ]
