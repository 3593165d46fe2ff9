"""A place that waits for somebody. The link is a secret: it is kept as a digest and shown once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import audit
from care.core.accounts import do_set_password
from care.core.errors import Refused
from care.core.mailing import letters
from care.core.mailing.outbox import do_post
from care.core.models import Invitation, Member, Membership, Person
from care.core.models.member import Role
from care.core.people import initials_of, subject_of
from care.core.tenancy import current_organisation_id

LASTS = timedelta(days=7)
MAX_EMAIL = 254


def check_invite(*, email: str) -> str:
    """The address as it will be stored. Needs `people.lock_people`."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    if len(address) > MAX_EMAIL:
        raise Refused(_("This address is too long: at most %(n)s characters.") % {"n": MAX_EMAIL})
    here = Membership.objects.filter(
        person__email__iexact=address, organisation_id=current_organisation_id()
    )
    if here.exists():
        raise Refused(
            _("%(email)s has a place here already. Look under their name.") % {"email": address}
        )
    return address


def do_invite(*, by: Member, email: str, role: Role) -> Member:
    """The place, switched off. Its link is made by `do_link`."""
    person = _person(email)
    membership = Membership.objects.create(
        person=person, organisation_id=current_organisation_id(), active=False
    )
    name = person.name or email.partition("@")[0]
    member = Member.objects.create(
        membership=membership,
        display_name=name,
        initials=initials_of(name),
        role=role,
        available=False,
    )
    audit.note(by, "member.invite", subject_of(member), role=str(role))
    return member


def _person(email: str) -> Person:
    found = Person.objects.filter(email__iexact=email).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Person.objects.create_user(email=email, password=None, name="")
    except IntegrityError:
        # Another organisation invites them at this moment.
        return Person.objects.get(email__iexact=email)


def is_waiting(member: Member) -> bool:
    """For somebody to take the place, by a link that may have run out."""
    invitation = Invitation.objects.filter(membership_id=member.membership_id).first()
    return (
        not member.membership.active and invitation is not None and invitation.accepted_at is None
    )


def check_link(*, member: Member) -> None:
    if not is_waiting(member):
        raise Refused(_("%(name)s needs no invitation.") % {"name": member.display_name})


def do_link(*, by: Member, member: Member, mail: bool) -> str:
    """A new link; the one before it opens nothing any more. It is mailed too, if `mail`."""
    token = secrets.token_urlsafe(32)
    membership = member.membership
    Invitation.objects.update_or_create(
        membership=membership,
        defaults={"digest": digest_of(token), "expires_at": timezone.now() + LASTS},
    )
    path = reverse("invitation", kwargs={"token": token})
    link = f"{settings.ORIGIN}{path}"
    if mail:
        subject, body = letters.invitation(
            organisation=membership.organisation.name,
            by=by.display_name,
            link=link,
            days=LASTS.days,
        )
        do_post(
            kind="invitation",
            to=membership.person.email,
            person=membership.person,
            organisation_id=membership.organisation_id,
            subject=subject,
            body=body,
            useful_seconds=LASTS.total_seconds(),
        )
    audit.note(by, "member.link", subject_of(member), mailed=mail)
    return link


def do_withdraw(*, by: Member, member: Member) -> None:
    """The link opens nothing any more; the place can get a new one."""
    Invitation.objects.filter(membership_id=member.membership_id).update(expires_at=timezone.now())
    audit.note(by, "member.withdraw", subject_of(member))


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str, *, locked: bool = False) -> Invitation | None:
    """The one that can be accepted now. A floor row: needs no door."""
    found = Invitation.objects.select_related("membership__person", "membership__organisation")
    if locked:
        found = found.select_for_update(of=("self",))
    return found.filter(
        digest=digest_of(token),
        accepted_at__isnull=True,
        expires_at__gt=timezone.now(),
        membership__active=False,
        membership__person__is_active=True,
    ).first()


def is_new(person: Person) -> bool:
    """Has never been here: chooses name and password with the first invitation."""
    return not person.has_usable_password()


def do_accept(*, invitation: Invitation, name: str = "", password: str = "") -> Member:
    """Needs the row's lock and the organisation's door. Name and password are for who is new."""
    membership = invitation.membership
    member = Member.objects.get(membership=membership)
    if is_new(membership.person):
        membership.person.name = name
        membership.person.save(update_fields=["name"])
        do_set_password(person=membership.person, password=password)
        member.display_name, member.initials = name, initials_of(name)
    member.available, member.available_since = True, timezone.now()
    member.save(update_fields=["display_name", "initials", "available", "available_since"])
    membership.active = True
    membership.save(update_fields=["active"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.note(member, "member.accept", subject_of(member))
    return member
