from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from care.core.models import Organisation
from routing.setup import do_create_organisation


class Command(BaseCommand):
    help = "Create an organisation with the tags, teams and rules that new ones start with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--slug", help="its place in the address bar; made of the name if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["slug"] or slugify(options["name"])[:50]
        if not slug:
            raise CommandError("No address can be made of this name. Give one with --slug.")
        try:
            Organisation(name=options["name"], slug=slug).clean_fields()
        except ValidationError as error:
            raise CommandError(
                f"{' '.join(error.messages)} The name has at most 200 characters; the address at "
                "most 50: small letters, digits, and single hyphens between them."
            ) from None
        try:
            with transaction.atomic():
                organisation = do_create_organisation(name=options["name"], slug=slug)
        except IntegrityError:
            raise CommandError(
                f"The address “{slug}” is taken or reserved. Give another with --slug."
            ) from None
        self.stdout.write(f"Created {organisation.name} at /{organisation.slug}/desk/.")
        self.stdout.write(
            f"Next: manage.py create_member {organisation.slug} EMAIL --name NAME --role admin"
        )
