from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from care.core.errors import CareError
from care.demo.build import build, connect, join_agency
from care.demo.cast import AGENCY, AGENCY_EMAIL, DEMO, REPLAY, Stage
from care.demo.network import accounts


class Command(BaseCommand):
    help = (
        "Build the demo organisations and connect them to the simulated network; with CARE_CORPUS, "
        "the organisation that works the conversations of that file. Safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sign_ins = Path(os.environ.get("CARE_DATA_DIR", ".data")) / "demo.json"
        password = self._password(sign_ins)
        corpus = os.environ.get("CARE_CORPUS", "")
        try:
            stages = self._replay(corpus, password) if corpus else self._demo(password)
        except CareError as error:
            raise CommandError(error.sentence) from None
        self._write(sign_ins, stages, password)

    def _password(self, sign_ins: Path) -> str:
        """One for all demo people of this installation, the same at every start."""
        if sign_ins.exists():
            known: str = json.loads(sign_ins.read_text())["people"][0]["password"]
            return known
        return secrets.token_urlsafe(9)

    def _demo(self, password: str) -> tuple[Stage, ...]:
        found = accounts(source="demo.jsonl")
        organisations = []
        for stage in DEMO:
            organisation = build(stage, password=password)
            connect(organisation, [one for one in found if one.handle in stage.handles])
            organisations.append(organisation)
        join_agency(organisations, password=password)
        return DEMO

    def _replay(self, corpus: str, password: str) -> tuple[Stage, ...]:
        found = accounts(source=corpus)
        number = connect(build(REPLAY, password=password), found)
        self.stdout.write(f"{number} accounts connected, {len(found)} in the file.")
        return (REPLAY,)

    def _write(self, path: Path, stages: tuple[Stage, ...], password: str) -> None:
        """What `make run` prints. Readable by its owner only: it holds a password."""
        people = [
            {
                "name": player.name,
                "email": player.email(stage.slug),
                "password": password,
                "organisation": stage.slug,
                "role": str(player.role.label) + _lines(player.teams),
            }
            for stage in stages
            for player in stage.players
        ]
        if stages == DEMO:
            people += [
                {
                    "name": AGENCY.name,
                    "email": AGENCY_EMAIL,
                    "password": password,
                    "organisation": stage.slug,
                    "role": "Agent of both organisations",
                }
                for stage in stages[:1]
            ]
        facts = {
            "organisations": [{"name": stage.name, "slug": stage.slug} for stage in stages],
            "people": people,
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(facts, indent=1))


def _lines(teams: tuple[str, ...]) -> str:
    names = {"first-line": "first line", "second-line": "second line"}
    return f", {names[teams[0]]}" if len(teams) == 1 else ""
