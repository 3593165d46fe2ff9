"""An empty Care asks whoever starts it who shall sign in first."""

from __future__ import annotations

import getpass
import re
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2

from care.services.plan import MANAGE
from care.services.wishes import PROJECT

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Terminal:
    ask: Callable[[str], str] = input
    ask_secret: Callable[[str], str] = getpass.getpass
    say: Callable[[str], None] = print


def somebody_can_sign_in(owner_database_url: str) -> bool:
    with closing(psycopg2.connect(owner_database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM core_membership)")
        answer: Any = cursor.fetchone()
    return bool(answer[0])


def ask_for_first_administrator(terminal: Terminal, *, env: Mapping[str, str]) -> bool:
    """Whether there is one now. An empty name, or the end of input, means: later."""
    try:
        return _ask_for_organisation(terminal, env=env)
    except EOFError:
        return False


def _ask_for_organisation(terminal: Terminal, *, env: Mapping[str, str]) -> bool:
    terminal.say("\nNobody can sign in yet. Who shall be the first administrator? (Enter: later)")
    for _ in range(ATTEMPTS):
        name = terminal.ask("  Name of the organisation: ").strip()
        if not name:
            return False
        slug = slug_of(name) or terminal.ask("  Its place in addresses (letters, digits): ").strip()
        if _manage(terminal, ["create_organisation", name, "--slug", slug], env=env):
            return _ask_for_person(terminal, slug, env=env)
    return False


def _ask_for_person(terminal: Terminal, slug: str, *, env: Mapping[str, str]) -> bool:
    for _ in range(ATTEMPTS):
        email = terminal.ask("  Your e-mail address: ").strip()
        name = terminal.ask("  Your name: ").strip()
        # By the environment: arguments of a program can be read by everybody on the machine.
        password = {"CARE_NEW_PASSWORD": terminal.ask_secret("  A password: ")}
        command = ["create_member", slug, email, "--name", name, "--role", "admin"]
        if _manage(terminal, command, env={**env, **password}):
            return True
    return False


def slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")


def _manage(terminal: Terminal, arguments: list[str], *, env: Mapping[str, str]) -> bool:
    done = subprocess.run(
        [*MANAGE, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=dict(env),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        complaint = done.stderr.strip().splitlines() or ["That failed."]
        terminal.say(f"  {complaint[-1]}")
    return done.returncode == 0
