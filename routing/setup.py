"""Verbs of the operator: organisations and the people in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import slugify

from care.core.models import Member, Membership, Organisation, Person
from care.core.models.member import Role
from care.core.people import initials_of
from care.core.tenancy import organisation_door
from routing.models import Team, TeamMember
from routing.starting import do_start_policy


def do_create_organisation(*, name: str, slug: str) -> Organisation:
    """Raises IntegrityError when the slug is taken or reserved."""
    organisation = Organisation.objects.create(name=name, slug=slug)
    with organisation_door(organisation.id):
        do_start_policy(brand_name=name, brand_slug=slugify(name)[:60] or slug)
    return organisation


def do_create_member(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    password: str | None,
    role: Role,
    teams: Iterable[Team],
) -> Member:
    """Needs the organisation's door. A person who is known keeps name and password."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person.objects.create_user(email=email, password=password, name=name)
    elif password is not None and not person.has_usable_password():
        person.name = name
        person.set_password(password)
        person.save(update_fields=["name", "password"])
    membership, _ = Membership.objects.update_or_create(
        person=person, organisation=organisation, defaults={"active": True}
    )
    member, _ = Member.objects.update_or_create(
        membership=membership,
        defaults={"display_name": name, "initials": initials_of(name), "role": role},
    )
    for team in teams:
        TeamMember.objects.get_or_create(team=team, member=member)
    return member
