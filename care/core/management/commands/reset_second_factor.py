from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from care.core.lost_factor import do_take_off_by_operator, has_second_factor
from care.core.models import Person


class Command(BaseCommand):
    help = (
        "Take the second factor off a person who lost it: their password opens again, in all their "
        "organisations. Make sure that it is them who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address with which they sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"].strip()).first()
        if person is None:
            raise CommandError(f"“{options['email']}” is nobody's address.")
        if not has_second_factor(person):
            raise CommandError(f"{person.email} has no second factor.")
        with transaction.atomic():
            do_take_off_by_operator(person=person)
        self.stdout.write(f"{person.email} signs in with the password alone now.")
