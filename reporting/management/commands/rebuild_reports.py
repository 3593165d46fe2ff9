from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from care.core.models import Organisation
from care.core.tenancy import organisation_door
from reporting.models import StuckFold
from reporting.rebuild import count, rebuild

# Between two lines of progress.
_SECONDS = 5.0


class Command(BaseCommand):
    help = (
        "Make all facts of reports anew from the events, as after an upgrade that changed what a"
        " figure means. Reports go on showing what they have meanwhile, and new events are taken"
        " in; the command may be broken off and repeated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", help="the organisation's slug; without, all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["organisation"]
        organisations = list(Organisation.objects.order_by("id"))
        if slug is not None:
            organisations = [one for one in organisations if one.slug == slug]
            if not organisations:
                raise CommandError(f"There is no organisation “{slug}”.")
        for organisation in organisations:
            self._rebuild(organisation)

    def _rebuild(self, organisation: Organisation) -> None:
        with organisation_door(organisation.id):
            whole = count(organisation.id)
        started = told = time.monotonic()
        done = 0
        for done in rebuild(organisation.id):
            if (now := time.monotonic()) - told >= _SECONDS:
                told = now
                rate = done / (now - started)
                left = max(0, whole - done) / rate
                self.stdout.write(
                    f"{organisation.slug}: {done} of {whole} cases, {rate:.0f} a second,"
                    f" about {left / 60:.0f} min left"
                )
        seconds = time.monotonic() - started
        self.stdout.write(f"{organisation.slug}: {done} cases in {seconds:.1f} s.")
        with organisation_door(organisation.id):
            stuck = list(StuckFold.objects.order_by("case_id").values_list("case_id", flat=True))
        if stuck:
            named = ", ".join(map(str, stuck[:20]))
            self.stderr.write(
                f"{organisation.slug}: {len(stuck)} cases keep the figures they had, because they"
                f" cannot be folded (see the log): {named}"
            )
