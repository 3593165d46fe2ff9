from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from care.core.models import Organisation
from care.core.tenancy import organisation_door
from care.seed.sow import Plan, sow
from inbox.access import every_case


class Command(BaseCommand):
    help = (
        "Make up organisations with a year of cases, for benchmarks: one of them has half of all"
        " cases. Nothing of them ever leaves: their channels are connected to nothing. Large"
        " numbers lock the tables of cases until all is written; stop Care first, or use a data"
        " folder of its own."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, required=True, help="in all organisations")
        parser.add_argument("--organisations", type=int, default=50)
        parser.add_argument("--open", type=int, default=800, help="cases that wait for an answer")
        parser.add_argument("--seed", type=int, default=1, help="the same one makes the same rows")
        parser.add_argument(
            "--until",
            type=datetime.fromisoformat,
            help="the moment at which the made-up year ends; without, this one",
        )
        parser.add_argument(
            "--prefix",
            default="seed",
            help="of the organisations' names; another one makes more beside what is there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan(
            cases=options["cases"],
            organisations=options["organisations"],
            open=options["open"],
            seed=options["seed"],
            prefix=options["prefix"],
        )
        if not 1 <= plan.organisations <= plan.cases or plan.open < 0:
            raise CommandError("Give at least one organisation, and each of them a case.")
        self._refuse_twice(plan.prefix)
        until = options["until"] or timezone.now()
        started = time.monotonic()
        sow(
            plan,
            now=until if until.tzinfo else until.replace(tzinfo=UTC),
            tell=lambda said: self.stdout.write(f"{time.monotonic() - started:6.0f} s  {said}"),
        )
        self.stdout.write(f"{plan.cases} cases in {time.monotonic() - started:.0f} s.")

    def _refuse_twice(self, prefix: str) -> None:
        for organisation in Organisation.objects.filter(slug__startswith=f"{prefix}-"):
            with organisation_door(organisation.id):
                if every_case().exists():
                    raise CommandError(
                        f"“{organisation.slug}” has cases already. Choose another --prefix to make"
                        " more organisations beside those that are there, or use an empty data"
                        " folder."
                    )
