"""What the person at the terminal reads."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from care.services import plan
from care.services.first_administrator import somebody_can_sign_in
from care.services.layout import Layout
from care.services.wishes import PROJECT, Wishes

FIRST_ADMINISTRATOR = """\
Nobody can sign in yet. Make an organisation and its first administrator in another terminal:
    {command} create_organisation "Acme"
    {command} create_member acme you@example.com --name "Your Name" --role admin
"""


class Report:
    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out

    def step(self, what: str) -> None:
        self._say(f"· {what}")

    def news(self, what: str) -> None:
        self._say(f"\n{what}\n")

    def running(self, wishes: Wishes, *, env: Mapping[str, str]) -> None:
        self._say(f"\nCare is running:  {plan.address(wishes)}/\n")
        if wishes.demo:
            self._sign_ins(wishes.data_dir / "demo.json")
        elif not somebody_can_sign_in(env["CARE_OWNER_DATABASE_URL"]):
            elsewhere = wishes.data_dir != PROJECT / ".data"
            folder = f"CARE_DATA_DIR={shlex.quote(str(wishes.data_dir))} " if elsewhere else ""
            command = f"{folder}.venv/bin/python manage.py"
            self._say(FIRST_ADMINISTRATOR.format(command=command))
        self._say(f"Data and logs:    {wishes.data_dir}")
        home = Layout(wishes.data_dir).home_pointer
        if home.exists():
            self._say(f"Database files:   {home.read_text().strip()}")
        self._say("Ctrl-C stops all of it.")

    def stopping(self) -> None:
        self._say("\nStopping …")

    def stopped(self) -> None:
        self._say("Care has stopped. Its data stays where it is.")

    def _sign_ins(self, path: Path) -> None:
        if not path.exists():
            return
        facts = json.loads(path.read_text())
        names = {entry["slug"]: entry["name"] for entry in facts["organisations"]}
        rows = [
            (
                person["email"],
                person["password"],
                f"{person['name']}, {person['role']}",
                names.get(person["organisation"], person["organisation"]),
            )
            for person in facts["people"]
        ]
        self._table(("Sign in with", "password", "as", "organisation"), rows)

    def _table(self, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        lines = [head, *rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        for line in lines:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            self._say(f"    {'  '.join(cells)}".rstrip())
        self._say("")

    def _say(self, line: str) -> None:
        print(line, file=self._out, flush=True)
