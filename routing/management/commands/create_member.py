from __future__ import annotations

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from care.core.errors import Refused
from care.core.invitations import MAX_EMAIL
from care.core.models import Organisation, Person
from care.core.models.member import Role
from care.core.people import check_name
from care.core.tenancy import organisation_door
from routing.models import Team
from routing.setup import do_create_member


class Command(BaseCommand):
    help = "Give a person a place in an organisation; asks for a password if the person is new."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="the organisation's slug")
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", choices=Role.values, default=Role.AGENT)
        parser.add_argument("--team", action="append", default=[], help="a team's slug; repeatable")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation “{options['organisation']}”.")
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        try:
            name, _initials = check_name(name=options["name"], initials="")
        except Refused as refused:
            raise CommandError(f"--name: {refused.sentence}") from None
        if len(email) > MAX_EMAIL:
            raise CommandError(f"The address is longer than {MAX_EMAIL} characters.")
        known = Person.objects.filter(email__iexact=email).first()
        # Somebody who was invited and never came has no password yet.
        password = None if known and known.has_usable_password() else self._password()
        with transaction.atomic(), organisation_door(organisation.id):
            teams = list(Team.objects.filter(slug__in=options["team"]))
            unknown = set(options["team"]) - {team.slug for team in teams}
            if unknown:
                raise CommandError(f"There is no team {', '.join(sorted(unknown))} here.")
            member = do_create_member(
                organisation=organisation,
                email=email,
                name=name,
                password=password,
                role=Role(options["role"]),
                teams=teams,
            )
        self.stdout.write(f"{member.display_name} can sign in with {email}.")

    def _password(self) -> str:
        """CARE_NEW_PASSWORD for scripts, else asked for: never an argument, which others see."""
        password = os.environ.get("CARE_NEW_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password
