"""Verbs on members: their name, their role, and whether they are here. Teams and brands are
policy's (`routing.places`), their cases are state's (`inbox.actions.leave`)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from care.core import audit
from care.core.accounts import do_end_sessions
from care.core.errors import Refused
from care.core.models import ApiToken, Member, Organisation, Person
from care.core.models.member import Role
from care.core.tenancy import current_organisation_id
from care.core.text import MAX_NAME, typed

MAX_INITIALS = 4


def initials_of(name: str) -> str:
    parts = [part for part in name.split() if part[0].isalnum()]
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()[:MAX_INITIALS] or "?"


def lock_people() -> None:
    """Changes of roles and places come one after the other: of two admins who take the role from
    each other at once, the second finds that nobody else is left. Not the row's key, which every
    new row of the organisation holds on to."""
    Organisation.objects.select_for_update(no_key=True).get(id=current_organisation_id())


def subject_of(member: Member) -> str:
    return f"member {member.id}"


def check_name(*, name: str, initials: str) -> tuple[str, str]:
    """Both as they will be stored. Initials that are left empty are made of the name."""
    display_name = typed(" ".join(name.split()), limit=MAX_NAME)
    short = "".join(initials.split())
    if len(short) > MAX_INITIALS:
        raise Refused(
            _("Initials have at most %(most)s characters. They stand under replies.")
            % {"most": MAX_INITIALS}
        )
    return display_name, typed(short, limit=MAX_INITIALS) if short else initials_of(display_name)


def do_name(*, by: Member, member: Member, name: str, initials: str) -> None:
    before = {"name": member.display_name, "initials": member.initials}
    changes = audit.changed(before, {"name": name, "initials": initials})
    if not changes:
        return
    member.display_name, member.initials = name, initials
    member.save(update_fields=["display_name", "initials"])
    audit.note(by, "member.rename", subject_of(member), **changes)


def _check_somebody_is_left(member: Member) -> None:
    """Needs `lock_people`."""
    others = Member.objects.filter(
        role=Role.ADMIN, membership__active=True, membership__person__is_active=True
    ).exclude(id=member.id)
    if member.role == Role.ADMIN and member.membership.active and not others.exists():
        raise Refused(
            _("%(name)s is the last admin. Make somebody else an admin first.")
            % {"name": member.display_name}
        )


def check_role(*, member: Member, role: Role) -> None:
    """Needs `lock_people`."""
    if role != Role.ADMIN:
        _check_somebody_is_left(member)


def do_role(*, by: Member, member: Member, role: Role) -> None:
    """Ends the member's sessions: what is open somewhere shows what the old role may see."""
    if member.role == role:
        return
    was, member.role = member.role, role
    member.save(update_fields=["role"])
    do_end_sessions(person=member.membership.person)
    audit.note(by, "member.role", subject_of(member), role=[str(was), str(role)])


def check_leave(*, member: Member) -> None:
    """Needs `lock_people`."""
    if not member.membership.active:
        raise Refused(_("%(name)s has no place here already.") % {"name": member.display_name})
    _check_somebody_is_left(member)


def do_leave(*, by: Member, member: Member, **left: int) -> None:
    """From now on the person cannot come in, and nothing comes in their name. `left` is written
    down: what became of their work."""
    membership = member.membership
    membership.active = False
    membership.save(update_fields=["active"])
    member.available, member.available_since = False, timezone.now()
    member.save(update_fields=["available", "available_since"])
    tokens = _tokens(member).update(revoked_at=timezone.now())
    do_end_sessions(person=membership.person)
    audit.note(by, "member.leave", subject_of(member), tokens=tokens, **left)


def tokens_of(member: Member) -> int:
    return _tokens(member).count()


def _tokens(member: Member) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(
        organisation_id=current_organisation_id(),
        membership_id=member.membership_id,
        revoked_at__isnull=True,
    )


def check_return(*, member: Member) -> None:
    if member.membership.active:
        raise Refused(_("%(name)s has a place here already.") % {"name": member.display_name})
    if not member.membership.person.has_usable_password():
        raise Refused(
            _("%(name)s never took their place. Make a new link.") % {"name": member.display_name}
        )


def do_return(*, by: Member, member: Member) -> None:
    """With role, teams and brands as they were; away until they say otherwise."""
    member.membership.active = True
    member.membership.save(update_fields=["active"])
    audit.note(by, "member.return", subject_of(member))


def works_elsewhere(person: Person) -> bool:
    elsewhere = person.memberships.exclude(organisation_id=current_organisation_id())
    return bool(elsewhere.filter(active=True).exists())


def check_password_link(*, person: Person) -> None:
    """An admin rules over one organisation, a password opens all of a person's."""
    if works_elsewhere(person):
        raise Refused(
            _(
                "This person works for other organisations too, and the password opens them all. "
                "They can ask for a link on the sign-in page, or the operator gives them one."
            )
        )
    if not person.is_active:
        raise Refused(_("The operator has disabled this person; a password would not help."))
