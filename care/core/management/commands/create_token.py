from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from care.core.errors import Refused
from care.core.models import Member, Organisation
from care.core.tenancy import organisation_door
from care.core.tokens import PUSH, READ, SCOPES, WRITE, check_make_token, do_make_token


class Command(BaseCommand):
    help = "Make a token for the API. It is shown once, here, and kept only as a digest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="the organisation's slug")
        parser.add_argument("--name", required=True, help="what it is for, to tell it from others")
        parser.add_argument(
            "--member", metavar="EMAIL", help="who it acts as; without, it may only read and push"
        )
        parser.add_argument(
            "--scope",
            action="append",
            choices=list(SCOPES),
            help="repeatable; without, all that it can have",
        )
        parser.add_argument("--days", type=int, help="how long it lasts; without, it has no end")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation “{options['organisation']}”.")
        with organisation_door(organisation.id):
            acts_as = self._member(options["member"])
            scopes = options["scope"] or ([READ, WRITE, PUSH] if acts_as else [READ, PUSH])
            try:
                name = check_make_token(
                    name=options["name"], scopes=scopes, acts_as=acts_as, days=options["days"]
                )
            except Refused as refused:
                raise CommandError(refused.sentence) from None
            _row, token = do_make_token(
                by=None, name=name, scopes=scopes, acts_as=acts_as, days=options["days"]
            )
        # Alone on standard output, so that a script can take it.
        self.stderr.write(f"{name}: {' '.join(scopes)}. This token is not shown again:")
        self.stdout.write(token)

    def _member(self, email: str | None) -> Member | None:
        if email is None:
            return None
        here = Member.objects.filter(
            membership__person__email__iexact=email.strip(), membership__active=True
        )
        found = here.first()
        if found is None:
            raise CommandError(f"“{email}” is nobody's address in this organisation.")
        return found
