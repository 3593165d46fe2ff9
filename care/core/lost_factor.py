"""Somebody lost the second factor of their sign-in: it is taken off, and their password opens again
until they set up another one. See docs/decisions/0017."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from care.core import audit
from care.core.accounts import do_end_sessions
from care.core.errors import Refused
from care.core.mailing import letters
from care.core.mailing.outbox import do_post
from care.core.models import Member, Person
from care.core.people import subject_of, works_elsewhere
from care.core.tenancy import organisation_door

VERB = "member.second_factor"
MAIL_LASTS = timedelta(days=7)


def has_second_factor(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person).exists())


def check_take_off(*, by: Member, member: Member) -> None:
    """An admin rules over one organisation; a second factor guards all of a person's."""
    person = member.membership.person
    name = {"name": member.display_name}
    if by.id == member.id:
        raise Refused(_("You switch off your own second factor in your profile."))
    if not member.membership.active:
        raise Refused(_("%(name)s has no place here any more.") % name)
    if not has_second_factor(person):
        raise Refused(_("%(name)s has no second factor.") % name)
    if works_elsewhere(person):
        raise Refused(
            _(
                "%(name)s works for other organisations too, and the second factor guards them "
                "all. Only the operator can take it off."
            )
            % name
        )


def do_take_off(*, by: Member, member: Member, mail: bool) -> None:
    """Ends their sessions, and tells them, if `mail`."""
    person = member.membership.person
    _take_off(person)
    audit.note(by, VERB, subject_of(member))
    if mail:
        _tell(person, who=by.display_name, organisation_id=member.membership.organisation_id)


def do_take_off_by_operator(*, person: Person) -> None:
    """Of anybody; written down in every organisation that they have a place in."""
    _take_off(person)
    for organisation_id in person.memberships.values_list("organisation_id", flat=True):
        with organisation_door(organisation_id):
            audit.note(None, VERB, subject_of(Member.objects.get(membership__person=person)))
    _tell(person, who=_("The operator of Care"), organisation_id=None)


def _take_off(person: Person) -> None:
    """The keys of the app and the recovery codes."""
    Authenticator.objects.filter(user=person).delete()
    do_end_sessions(person=person)


def _tell(person: Person, *, who: str, organisation_id: int | None) -> None:
    subject, body = letters.second_factor_taken_off(who=who)
    do_post(
        kind="second_factor",
        person=person,
        to=person.email,
        organisation_id=organisation_id,
        subject=subject,
        body=body,
        useful_seconds=MAIL_LASTS.total_seconds(),
    )
